'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Textarea } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { Statement } from '@/lib/contract/statements';
import { formatCount } from '@/lib/shared/format';
import { formatMonth } from '@/lib/shared/months';
import { useAcknowledge } from './queries';

const FORM = 'acknowledge-statement';

type AcknowledgeDialogProps = { statement: Statement; onClose: () => void };

/** Agrees with a statement, with a note: from then on nothing of it changes. */
export function AcknowledgeDialog({ statement, onClose }: AcknowledgeDialogProps) {
  const [note, setNote] = useState('');
  const acknowledge = useAcknowledge(statement.id);
  const variances = statement.lines.filter(
    ({ state }) => state === 'under' || state === 'over',
  ).length;
  const submit = () => {
    acknowledge.mutate(note, {
      onSuccess: () => {
        toast.success('Acknowledged');
        onClose();
      },
    });
  };
  return (
    <FormDialog
      formId={FORM}
      title={`Acknowledge ${formatMonth(statement.month)}`}
      description="Your name, the time, and the note stay with the statement. What was billed can’t be replaced afterwards."
      submit="Acknowledge"
      isPending={acknowledge.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {acknowledge.error && (
        <Notice tone="bad" isLive>
          {acknowledge.error.detail}
        </Notice>
      )}
      {statement.billing === null ? (
        <Notice tone="warn">What was billed hasn’t been added.</Notice>
      ) : (
        variances > 0 && (
          <Notice tone="warn">
            {formatCount(variances, 'customer')} {variances === 1 ? 'was' : 'were'} billed
            differently.
          </Notice>
        )
      )}
      <Field label="Note" isOptional>
        {(control) => (
          <Textarea
            {...control}
            value={note}
            maxLength={2_000}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
