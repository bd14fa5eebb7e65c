'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { InAccount } from '@/components/account-choice/in-account';
import { DecisionDialog } from '@/components/changes/decision-dialog';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/inputs';
import { toast } from '@/components/ui/toast';
import type { Approval } from '@/lib/contract/approvals';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { nameAndAddress, personName } from '@/lib/shared/person-name';
import { grantWords } from './grant-words';
import { signInPolicyQuery, useDecideApproval } from './queries';
import { InvitedBy, ReasonText } from './reason-text';

type DecideDialogProps = Decision & { onClose: () => void };

/** Approves or declines one request, with a note for the requester. */
export function DecideDialog({ approval, approve, onClose }: DecideDialogProps) {
  const { id, username, askedBy } = approval;
  const decide = useDecideApproval(id);
  const [hours, setHours] = useState('');
  const { data: policy } = useQuery(signInPolicyQuery(approval.accountId));
  const mostHours = approve ? (policy?.approvalHours ?? 0) : 0;
  const onDecide = (note: string) =>
    decide.mutate(
      { approve, ...(note && { note }), ...(hours !== '' && { hours: Number(hours) }) },
      {
        onSuccess: (decided) => {
          toast.success(approve ? `Approved for ${grantFor(decided)}` : 'Declined', {
            description: personName(askedBy),
          });
          onClose();
        },
      },
    );
  return (
    <DecisionDialog
      noun="sign-in"
      approve={approve}
      description={
        <>
          <span className="font-medium wrap-anywhere text-ink">{nameAndAddress(askedBy)}</span>{' '}
          asked to sign in as{' '}
          <span className="font-medium wrap-anywhere text-ink">{shownEmail(username)}</span>
          <InAccount accountId={approval.accountId} />.
        </>
      }
      decide={decide}
      request={
        <>
          <ReasonText approval={approval} />
          <InvitedBy approval={approval} />
        </>
      }
      paths={['hours']}
      noteHelp={
        approve
          ? 'Shown to the requester before they sign in.'
          : 'Explain why. The requester sees this note.'
      }
      onDecide={onDecide}
      onClose={onClose}
    >
      {mostHours > 0 && (
        <GrantField
          hours={hours}
          mostHours={mostHours}
          minutes={policy?.approvalMinutes ?? 0}
          error={decide.error?.errorAt('hours')}
          onChange={setHours}
        />
      )}
    </DecisionDialog>
  );
}

type GrantFieldProps = {
  /** As selected; empty: one sign-in. */
  hours: string;
  mostHours: number;
  minutes: number;
  error: string | undefined;
  onChange: (hours: string) => void;
};

/** For one sign-in, or for some hours up to the policy's limit. */
function GrantField({ hours, mostHours, minutes, error, onChange }: GrantFieldProps) {
  const offered = [1, 2, 4, 8, 12, 24].filter((some) => some < mostHours);
  return (
    <Field
      label="Approve for"
      error={error}
      help="Hours allow any number of sign-ins as this user. You can end the access at any time."
    >
      {(control) => (
        <Select
          {...control}
          value={hours}
          className="max-w-72"
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">One sign-in within {formatCount(minutes, 'minute')}</option>
          {[...offered, mostHours].map((some) => (
            <option key={some} value={some}>
              {formatCount(some, 'hour')}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function grantFor(approval: Approval): string {
  return approval.hours === null ? 'one sign-in' : `sign-ins ${grantWords(approval)}`;
}

export type Decision = { approval: Approval; approve: boolean };
