'use client';

import { useState } from 'react';
import { ChangeManyDialog } from '@/components/items/change-many-dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import type { Assigned } from '@/lib/contract/customers';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { PickCustomer, type Choice } from './pick-customer';
import { useAssign, type Assignable, type Assignment } from './queries';

const BY_DOMAIN = 'by domain';
const NONE = 'none';

type SetCustomerDialogProps = {
  /** Of whom or what it is set, as in "ann@acme.example". */
  name?: string;
  assignable: Assignable;
  onClose: () => void;
};

/** Sets the customer of users or devices by hand; stays to say what was left out. */
export function SetCustomerDialog({ name, assignable, onClose }: SetCustomerDialogProps) {
  const { kind, count } = assignable;
  const [choice, setChoice] = useState<Choice | null>(null);
  const [isTried, setIsTried] = useState(false);
  const noun = kind === 'users' ? 'user' : 'device';
  return (
    <ChangeManyDialog<Assigned, Assignment>
      title={`Customer of ${name ?? formatCount(count, noun)}`}
      noun={noun}
      submit="Set customer"
      inWords={(some) => `Customer of ${some} set`}
      change={useAssign(assignable)}
      readInput={() => {
        setIsTried(true);
        return choice && assignmentOf(choice);
      }}
      leftOut={leftOutOf}
      failure={(isRefusal) =>
        isRefusal ? 'Nothing was changed' : 'Outcome unknown: the customer may have been set'
      }
      onClose={onClose}
    >
      {isTried && !choice && (
        <ErrorSummary errors={[{ message: 'Select a customer.' }]} title="Nothing is selected" />
      )}
      <PickCustomer
        value={choice?.value ?? null}
        onChange={setChoice}
        others={kind === 'users' ? [byDomain, none] : [byOwner, none]}
      />
    </ChangeManyDialog>
  );
}

const byDomain = {
  ...{ value: BY_DOMAIN, label: 'By rule or email domain' },
  hint: 'The customer that has a rule for it, or the domain of the address, if any',
};
const byOwner = {
  ...byDomain,
  hint: 'The customer that has a rule for it, or the domain of the owner’s address, if any',
};
const none = { value: NONE, label: 'No customer' };

function assignmentOf({ value }: Choice): Assignment {
  if (value === BY_DOMAIN) return { byDomain: true };
  return { customerId: value === NONE ? null : value };
}

function leftOutOf({ notListed, notListedCount }: Assigned) {
  return {
    count: notListedCount,
    named: notListed.map((one) => ({ key: one, words: shownEmail(one) })),
    reason: 'They aren’t in the vendor’s list any more.',
  };
}
