'use client';

import { useState, type Dispatch } from 'react';
import { ColumnsForm, HeaderRowChoice, type Reading } from '@/components/lists/columns-form';
import { ColumnsTable, firstRowTexts, listColumns } from '@/components/lists/columns-table';
import { Button } from '@/components/ui/button';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Notice } from '@/components/ui/notice';
import { PageBody } from '@/components/ui/page';
import { StepHeading } from '@/components/ui/step-heading';
import type { ListReading } from '@/lib/contract/invitations';
import {
  chooseUse,
  columnUses,
  guessedChoice,
  headerRowOf,
  usedFor,
  withHeaderRow,
  type Choice,
} from './column-choice';
import type { DraftAction } from './draft';
import { unchanged } from './draft-rows';
import type { Draft, DraftStep, ReadAs } from './draft-state';

type ColumnsStepProps = {
  draft: Draft;
  isEntered: boolean;
  dispatch: Dispatch<DraftAction>;
  reread: Reading;
  onReread: (reading: ListReading, step: DraftStep) => void;
  onStep: (step: DraftStep) => void;
};

/** Which column is which, if the server couldn't determine it or the person wants to change it. */
export function ColumnsStep(props: ColumnsStepProps) {
  const { readAs } = props.draft;
  if (!readAs) return null;
  const isTable = readAs.sheet !== null || readAs.columns.firstRows.length > 0;
  return isTable ? <TableColumns {...props} readAs={readAs} /> : <NoColumns {...props} />;
}

function TableColumns(props: ColumnsStepProps & { readAs: ReadAs }) {
  const { draft, readAs, isEntered, reread, onReread, onStep } = props;
  const guess = guessedChoice(readAs);
  const [choice, setChoice] = useState(guess);
  const [attempts, setAttempts] = useState(0);
  const hasEdits = draft.rows.some(({ changed }) => changed !== unchanged);
  const isAsRead =
    isSame(choice, guess) && (readAs.columns.isSure || draft.reading.columns !== undefined);
  const sheet = {
    ...(readAs.sheet !== null && { sheet: readAs.sheet }),
    ...(readAs.hidden?.isIncluded && { includeHidden: true }),
  };

  const submit = () => {
    const { email } = choice;
    setAttempts(email === null ? attempts + 1 : 0);
    if (email === null || reread.isPending) return;
    // The list has been read this way already; edits to its rows stay.
    if (isAsRead) onStep('check');
    else onReread({ ...sheet, columns: { ...choice, email } }, 'check');
  };
  return (
    <PageBody className="pt-5">
      <ColumnsForm
        className="flex max-w-190 flex-col gap-4"
        isEntered={isEntered}
        intro={introOf(readAs, draft.rows.length)}
        list={readAs}
        reading={reread}
        faults={attempts > 0 && choice.email === null ? [emailMissing] : []}
        attempt={attempts}
        onSheet={(next) => onReread({ sheet: next }, 'columns')}
        onHidden={(includeHidden) => onReread({ ...draft.reading, includeHidden }, 'columns')}
        onSubmit={submit}
        onBack={() => onStep('list')}
        actions={
          readAs.sheet === null &&
          readAs.columns.candidates.length > 1 && (
            <Button
              isPending={reread.isPending}
              onClick={() => onReread({ shape: 'addresses' }, 'check')}
            >
              Use every address in the list
            </Button>
          )
        }
      >
        {hasEdits && !isAsRead && (
          <Notice tone="warn">Changing columns discards the edits you made to rows.</Notice>
        )}
        <HeaderRowChoice
          rows={firstRowTexts(readAs.columns)}
          row={headerRowOf(choice)}
          onChoose={(row) => setChoice(withHeaderRow(choice, row))}
        />
        <ColumnsTable
          columns={listColumns(readAs.columns, headerRowOf(choice))}
          uses={columnUses}
          chosenUse={(index) => usedFor(choice, index)}
          onUse={(index, use) => setChoice(chooseUse(choice, index, use))}
        />
      </ColumnsForm>
    </PageBody>
  );
}

/** The list was read as one address after another; the person can have it read as a table. */
function NoColumns({ isEntered, reread, onReread, onStep }: ColumnsStepProps) {
  return (
    <PageBody className="pt-5">
      <StepHeading
        isEntered={isEntered}
        hint="Every address in this list was used, wherever it appears on its line. If each line is a table row, read the list as a table to map its columns. This discards the edits you made to rows."
      >
        No columns
      </StepHeading>
      <ErrorSummary
        title="The list can’t be read this way"
        attempt={reread.submittedAt}
        requestId={reread.error?.requestId}
        errors={reread.error ? [{ message: reread.error.detail }] : []}
      />
      <div className="mt-4 flex flex-wrap gap-2">
        <Button
          variant="primary"
          isPending={reread.isPending}
          onClick={() => onReread({ shape: 'table' }, 'columns')}
        >
          Read as a table
        </Button>
        <Button variant="ghost" onClick={() => onStep('check')}>
          Back
        </Button>
      </div>
    </PageBody>
  );
}

function introOf({ columns, sheet }: ReadAs, rows: number): string {
  if (rows === 0) return `The sheet “${sheet}” is empty. Select another one.`;
  const what = columns.isSure
    ? 'Change anything that was detected incorrectly.'
    : 'The columns can’t be determined with certainty. Select the one with the email addresses.';
  return `${what} Your choice is remembered for lists with the same headers.`;
}

function isSame(one: Choice, other: Choice): boolean {
  return (
    one.email === other.email &&
    one.seats === other.seats &&
    headerRowOf(one) === headerRowOf(other)
  );
}

const emailMissing = {
  fieldId: 'column-0',
  message: 'Select the column with the email addresses.',
};
