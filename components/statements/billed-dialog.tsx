'use client';

import { useState } from 'react';
import { FileDrop } from '@/components/lists/list-entry';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/inputs';
import { toast } from '@/components/ui/toast';
import type { Statement } from '@/lib/contract/statements';
import { formatMonth } from '@/lib/shared/months';
import { useAddBilled } from './queries';

type BilledDialogProps = { statement: Statement; onClose: () => void };

/** What the accounting system billed: dropped, chosen, or pasted. What can't be read is listed. */
export function BilledDialog({ statement, onClose }: BilledDialogProps) {
  const [text, setText] = useState('');
  const [isTried, setIsTried] = useState(false);
  const add = useAddBilled(statement.id);
  const send = (list: string | File) =>
    add.mutate(list, {
      onSuccess: () => {
        toast.success('Added what was billed');
        onClose();
      },
    });
  const submit = () => {
    setIsTried(true);
    if (text.trim() !== '') send(text);
  };
  const { error } = add;
  const faults = error?.errors.map(({ message }) => ({ message })) ?? [];
  return (
    <Dialog
      isOpen
      size="md"
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`What was billed for ${formatMonth(statement.month)}`}
      description="One row for each customer, by name or external number, with the seats that were billed. A list of invoice lines from your accounting system works too."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" isPending={add.isPending} onClick={submit}>
            Add
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {error && (
          <ErrorSummary
            title={faults.length > 1 ? 'Nothing was saved. Fix these rows:' : 'Nothing was saved'}
            attempt={add.submittedAt}
            errors={faults.length > 0 ? faults : [{ message: error.detail }]}
            requestId={error.requestId}
          />
        )}
        <FileDrop
          label="File with what was billed"
          hint="or drop a CSV or Excel file here"
          isBusy={add.isPending}
          onFile={send}
        >
          <Field
            label="Or paste the rows"
            error={
              isTried && text.trim() === '' && !error ? 'Paste rows or choose a file.' : undefined
            }
          >
            {(control) => (
              <Textarea
                {...control}
                rows={6}
                value={text}
                spellCheck={false}
                autoComplete="off"
                className="font-mono"
                placeholder={'Customer,Quantity\nAcme Ltd,12'}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        </FileDrop>
      </div>
    </Dialog>
  );
}
