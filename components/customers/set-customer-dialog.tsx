'use client';

import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { Assigned } from '@/lib/contract/customers';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { PickCustomer, type Choice } from './pick-customer';
import { useAssign, type Assignable, type Assignment } from './queries';

const FORM = 'set-customer';
const BY_DOMAIN = 'by domain';
const NONE = 'none';
const NAMED = 5;

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
  const assign = useAssign(assignable);
  const { data, error } = assign;
  const noun = kind === 'users' ? 'user' : 'device';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (!choice || assign.isPending) return;
    assign.mutate(assignmentOf(choice), {
      onSuccess: (result) => {
        if (result.notListedCount > 0) return;
        toast.success(inWords(result, noun));
        onClose();
      },
    });
  };
  const isDone = data !== undefined && !assign.isPending && data.notListedCount > 0;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Customer of ${name ?? formatCount(count, noun)}`}
      footer={
        isDone ? (
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" type="submit" form={FORM} isPending={assign.isPending}>
              Set customer
            </Button>
          </>
        )
      }
    >
      {isDone ? (
        <LeftOut result={data} noun={noun} />
      ) : (
        <form id={FORM} noValidate onSubmit={submit} className="flex flex-col gap-4">
          {error && (
            <ErrorSummary
              title={error.isRefusal ? 'Nothing was changed' : 'Outcome unknown'}
              attempt={assign.submittedAt}
              errors={[{ message: error.errors[0]?.message ?? error.detail }]}
              requestId={error.requestId}
            />
          )}
          {isTried && !choice && (
            <ErrorSummary
              errors={[{ message: 'Select a customer.' }]}
              title="Nothing is selected"
            />
          )}
          <PickCustomer
            value={choice?.value ?? null}
            onChange={setChoice}
            others={kind === 'users' ? [byDomain, none] : [byOwner, none]}
          />
        </form>
      )}
    </Dialog>
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

/** "Customer of 12 users set, 3 needed no change". */
function inWords({ changed, unchanged }: Assigned, noun: string): string {
  const same = unchanged > 0 ? `, ${formatNumber(unchanged)} needed no change` : '';
  return `Customer of ${formatCount(changed, noun)} set${same}`;
}

function LeftOut({ result, noun }: { result: Assigned; noun: string }) {
  const { notListed, notListedCount } = result;
  const more = notListedCount - Math.min(NAMED, notListed.length);
  return (
    <Notice
      tone="warn"
      isLive
      title={`${inWords(result, noun)}. ${formatCount(notListedCount, noun)} left out`}
    >
      <p>They aren’t in the vendor’s list any more.</p>
      <ul className="mt-1 flex flex-col gap-0.5 wrap-anywhere">
        {notListed.slice(0, NAMED).map((one) => (
          <li key={one}>{shownEmail(one)}</li>
        ))}
        {more > 0 && <li>and {formatNumber(more)} more</li>}
      </ul>
    </Notice>
  );
}
