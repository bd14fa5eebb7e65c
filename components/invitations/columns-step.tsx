'use client';

import { useState, type Dispatch, type FormEvent } from 'react';
import { HiddenNotice } from '@/components/lists/hidden-notice';
import { HeadingRowChoice, SheetChoice } from '@/components/lists/reading-choices';
import { Button } from '@/components/ui/button';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Notice } from '@/components/ui/notice';
import { PageBody } from '@/components/ui/page';
import { StepHeading } from '@/components/ui/step-heading';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { ListReading } from '@/lib/contract/invitations';
import {
  ColumnsTable,
  chooseUse,
  firstRowTexts,
  guessedChoice,
  headerRowOf,
  listColumns,
  withHeaderRow,
  type Choice,
} from './columns-table';
import type { DraftAction } from './draft';
import { unchanged } from './draft-rows';
import type { Draft, DraftStep, ReadAs } from './draft-state';

type ColumnsStepProps = {
  draft: Draft;
  isEntered: boolean;
  dispatch: Dispatch<DraftAction>;
  reread: { isPending: boolean; error: ApiProblem | null; submittedAt: number };
  onReread: (reading: ListReading, step: DraftStep) => void;
  onStep: (step: DraftStep) => void;
};

/** Which column is which, where the server could not be sure or a person wants it otherwise. */
export function ColumnsStep(props: ColumnsStepProps) {
  const { readAs } = props.draft;
  if (!readAs) return null;
  const isTable = readAs.sheet !== null || readAs.columns.firstRows.length > 0;
  return isTable ? <ColumnsForm {...props} readAs={readAs} /> : <NoColumns {...props} />;
}

function ColumnsForm(props: ColumnsStepProps & { readAs: ReadAs }) {
  const { draft, readAs, isEntered, reread, onReread, onStep } = props;
  const guess = guessedChoice(readAs);
  const [choice, setChoice] = useState(guess);
  const [isMissing, setIsMissing] = useState(false);
  const hasEdits = draft.rows.some(({ changed }) => changed !== unchanged);
  const isAsRead =
    isSame(choice, guess) && (readAs.columns.isSure || draft.reading.columns !== undefined);
  const sheet = {
    ...(readAs.sheet !== null && { sheet: readAs.sheet }),
    ...(readAs.hidden?.isIncluded && { includeHidden: true }),
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { email } = choice;
    setIsMissing(email === null);
    if (email === null || reread.isPending) return;
    // The list is read like this already, and what was put right in it stays.
    if (isAsRead) onStep('check');
    else onReread({ ...sheet, columns: { ...choice, email } }, 'check');
  };
  return (
    <PageBody className="pt-5">
      <form onSubmit={submit} noValidate className="flex max-w-190 flex-col gap-4">
        <div>
          <StepHeading isEntered={isEntered}>Which column is which?</StepHeading>
          <p className="mt-1 text-13 text-muted">
            {introOf(readAs, draft.rows.length)} It is remembered for lists with the same headings.
          </p>
        </div>
        <ErrorSummary
          title={reread.error ? 'The list could not be read like this' : undefined}
          attempt={reread.submittedAt}
          requestId={reread.error?.requestId}
          errors={errorsOf(isMissing && choice.email === null, reread.error)}
        />
        {hasEdits && !isAsRead && (
          <Notice tone="warn">
            The list is then read anew: what was put right in its rows has to be done again.
          </Notice>
        )}
        {readAs.sheets.length > 1 && (
          <SheetChoice
            sheets={readAs.sheets}
            hiddenSheets={readAs.hiddenSheets}
            sheet={readAs.sheet}
            isReading={reread.isPending}
            onChoose={(next) => onReread({ sheet: next }, 'columns')}
          />
        )}
        <HiddenNotice
          hidden={readAs.hidden}
          isReading={reread.isPending}
          onInclude={(includeHidden) => onReread({ ...draft.reading, includeHidden }, 'columns')}
        />
        <HeadingRowChoice
          rows={firstRowTexts(readAs)}
          row={headerRowOf(choice)}
          onChoose={(row) => setChoice(withHeaderRow(choice, row))}
        />
        <ColumnsTable
          columns={listColumns(readAs, choice)}
          choice={choice}
          onUse={(index, use) => setChoice(chooseUse(choice, index, use))}
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" isPending={reread.isPending}>
            Continue
          </Button>
          {readAs.sheet === null && readAs.columns.candidates.length > 1 && (
            <Button
              isPending={reread.isPending}
              onClick={() => onReread({ shape: 'addresses' }, 'check')}
            >
              Use every address in the list
            </Button>
          )}
          <Button variant="ghost" onClick={() => onStep('list')}>
            Back
          </Button>
        </div>
      </form>
    </PageBody>
  );
}

/** The list was read as one address after another, which a person may want otherwise. */
function NoColumns({ isEntered, reread, onReread, onStep }: ColumnsStepProps) {
  return (
    <PageBody className="pt-5">
      <StepHeading isEntered={isEntered}>No columns</StepHeading>
      <p className="mt-1 max-w-190 text-13 text-muted">
        Every address in this list was taken, wherever it is on its line. If each line is a row of a
        table, read the list as a table and choose its columns. Edited rows have to be edited again.
      </p>
      <ErrorSummary
        title="The list couldn’t be read like this"
        attempt={reread.submittedAt}
        requestId={reread.error?.requestId}
        errors={errorsOf(false, reread.error)}
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
  if (rows === 0) return `There is nothing on the sheet “${sheet}”. Choose another one.`;
  return columns.isSure
    ? 'This is how the list was read. Change what isn’t right.'
    : 'This list can be read in more than one way. Say which column holds the addresses.';
}

function isSame(one: Choice, other: Choice): boolean {
  return (
    one.email === other.email &&
    one.seats === other.seats &&
    headerRowOf(one) === headerRowOf(other)
  );
}

function errorsOf(isMissing: boolean, problem: ApiProblem | null) {
  if (isMissing) {
    return [{ fieldId: 'column-0', message: 'Say which column holds the e-mail addresses.' }];
  }
  return problem ? [{ message: problem.detail }] : [];
}
