'use client';

import { useId, useState, type FormEvent } from 'react';
import { InAccount } from '@/components/account-choice/in-account';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { toast } from '@/components/ui/toast';
import { useFocusOnOpen, useReturnFocus } from '@/components/ui/use-focus';
import type { Approval } from '@/lib/contract/approvals';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { useDecideApproval } from './queries';
import { InvitedBy, ReasonText } from './reason-text';

type DecideDialogProps = Decision & { onClose: () => void };

/** Approves or declines one request, with a note for the requester. */
export function DecideDialog({ approval, approve, onClose }: DecideDialogProps) {
  const { id, username, askedBy } = approval;
  const decide = useDecideApproval(id);
  const [note, setNote] = useState('');
  const formId = useId();
  useReturnFocus();
  const field = useFocusOnOpen();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (decide.isPending) return;
    decide.mutate(
      { approve, ...(note.trim() && { note }) },
      {
        onSuccess: () => {
          toast.success(approve ? 'Approved for one sign-in' : 'Declined', {
            description: askedBy.email,
          });
          onClose();
        },
      },
    );
  };
  const fault = decide.error?.errorAt('note');
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={approve ? 'Approve this sign-in?' : 'Decline this sign-in?'}
      description={
        <>
          <span className="font-medium wrap-anywhere text-ink">{askedBy.email}</span> asked to sign
          in as <span className="font-medium wrap-anywhere text-ink">{shownEmail(username)}</span>
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
        {decide.error && !fault && (
          <ErrorSummary
            title={
              decide.error.isRefusal
                ? 'Your decision wasn’t saved'
                : 'Outcome unknown: your decision may have been saved'
            }
            attempt={decide.submittedAt}
            errors={[{ message: decide.error.detail }]}
            requestId={decide.error.requestId}
          />
        )}
        <div className="rounded-panel border border-line px-3 py-2">
          <ReasonText approval={approval} />
          <InvitedBy approval={approval} />
        </div>
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

export type Decision = { approval: Approval; approve: boolean };
