'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { InAccount } from '@/components/account-choice/in-account';
import { decisionTitle } from '@/components/changes/decision-title';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/inputs';
import { toast } from '@/components/ui/toast';
import { useFocusOnOpen } from '@/components/ui/use-focus';
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
  const [note, setNote] = useState('');
  const [hours, setHours] = useState('');
  const { data: policy } = useQuery(signInPolicyQuery(approval.accountId));
  const mostHours = approve ? (policy?.approvalHours ?? 0) : 0;
  const formId = useId();
  const field = useFocusOnOpen();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (decide.isPending) return;
    decide.mutate(
      { approve, ...(note.trim() && { note }), ...(hours !== '' && { hours: Number(hours) }) },
      {
        onSuccess: (decided) => {
          toast.success(approve ? `Approved for ${grantFor(decided)}` : 'Declined', {
            description: personName(askedBy),
          });
          onClose();
        },
      },
    );
  };
  const fault = decide.error?.errorAt('note');
  const isExplained = fault !== undefined || decide.error?.errorAt('hours') !== undefined;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={approve ? 'Approve this sign-in?' : 'Decline this sign-in?'}
      description={
        <>
          <span className="font-medium wrap-anywhere text-ink">{nameAndAddress(askedBy)}</span>{' '}
          asked to sign in as{' '}
          <span className="font-medium wrap-anywhere text-ink">{shownEmail(username)}</span>
          <InAccount accountId={approval.accountId} />.
        </>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant={approve ? 'primary' : 'danger'}
            type="submit"
            form={formId}
            isPending={decide.isPending}
          >
            {approve ? 'Approve' : 'Decline'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {decide.error && !isExplained && (
          <ErrorSummary
            title={decisionTitle(decide.error)}
            attempt={decide.submittedAt}
            errors={[{ message: decide.error.detail }]}
            requestId={decide.error.requestId}
          />
        )}
        <div className="rounded-panel border border-line px-3 py-2">
          <ReasonText approval={approval} />
          <InvitedBy approval={approval} />
        </div>
        {mostHours > 0 && (
          <GrantField
            hours={hours}
            mostHours={mostHours}
            minutes={policy?.approvalMinutes ?? 0}
            error={decide.error?.errorAt('hours')}
            onChange={setHours}
          />
        )}
        <Field
          label="Note"
          isOptional
          error={fault}
          help={
            approve
              ? 'Shown to the requester before they sign in.'
              : 'Explain why. The requester sees this note.'
          }
        >
          {(control) => (
            <Input
              {...control}
              ref={field}
              value={note}
              maxLength={500}
              autoComplete="off"
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
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
