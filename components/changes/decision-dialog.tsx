'use client';

import { useId, useState, type ReactNode } from 'react';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/inputs';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { ApiProblem } from '@/lib/client/fetch-api';
import { decisionTitle } from './decision-title';

type DecisionDialogProps = {
  /** What is decided: "change". */
  noun: string;
  approve: boolean;
  description: ReactNode;
  decide: { isPending: boolean; error: ApiProblem | null; submittedAt: number };
  /** What someone asked for. */
  request: ReactNode;
  /** Fields with faults of their own, as the API names them. */
  paths?: readonly string[];
  noteHelp: string;
  onDecide: (note: string) => void;
  onClose: () => void;
  children?: ReactNode;
};

/** Approves or declines what someone else asked for, with a note for them. */
export function DecisionDialog(props: DecisionDialogProps) {
  const { noun, approve, description, decide, request, paths = [], noteHelp, children } = props;
  const { error } = decide;
  const [note, setNote] = useState('');
  const formId = useId();
  const field = useFocusOnOpen();
  const fault = error?.errorAt('note');
  const isExplained =
    fault !== undefined || paths.some((path) => error?.errorAt(path) !== undefined);
  return (
    <FormDialog
      formId={formId}
      title={`${approve ? 'Approve' : 'Decline'} this ${noun}?`}
      description={description}
      submit={approve ? 'Approve' : 'Decline'}
      isDanger={!approve}
      isPending={decide.isPending}
      onSubmit={() => {
        if (!decide.isPending) props.onDecide(note.trim());
      }}
      onClose={props.onClose}
    >
      {error && !isExplained && (
        <ErrorSummary
          title={decisionTitle(error)}
          attempt={decide.submittedAt}
          errors={[{ message: error.detail }]}
          requestId={error.requestId}
        />
      )}
      <div className="rounded-panel border border-line px-3 py-2">{request}</div>
      {children}
      <Field label="Note" isOptional error={fault} help={noteHelp}>
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
    </FormDialog>
  );
}
