'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { toast } from '@/components/ui/toast';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { PendingChange } from '@/lib/contract/changes';
import { nameAndAddress } from '@/lib/shared/person-name';
import { kindWords } from './change-words';
import { decisionTitle } from './decision-title';
import { Differences } from './differences';
import { useDecideChange } from './queries';

type DecideChangeDialogProps = { change: PendingChange; approve: boolean; onClose: () => void };

/** Approves, and so makes, someone else's change, or declines it. */
export function DecideChangeDialog({ change, approve, onClose }: DecideChangeDialogProps) {
  const { askedBy, kind, targetName } = change;
  const decide = useDecideChange(change.id);
  const [note, setNote] = useState('');
  const formId = useId();
  const field = useFocusOnOpen();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (decide.isPending) return;
    decide.mutate(
      { approve, ...(note.trim() && { note }) },
      {
        onSuccess: () => {
          toast.success(approve ? 'Approved and applied' : 'Declined', { description: targetName });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={approve ? 'Approve this change?' : 'Decline this change?'}
      description={`${nameAndAddress(askedBy)} asked to ${kindWords[kind]} ${targetName}.${approve ? ' It takes effect at once.' : ''}`}
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
        {decide.error && (
          <ErrorSummary
            title={decisionTitle(decide.error)}
            attempt={decide.submittedAt}
            errors={[{ message: decide.error.detail }]}
            requestId={decide.error.requestId}
          />
        )}
        <div className="rounded-panel border border-line px-3 py-2">
          <Differences changes={change.changes} />
        </div>
        <Field label="Note" isOptional help="Shown to the requester.">
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
