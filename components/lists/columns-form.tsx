'use client';

import type { FormEvent, ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/inputs';
import { StepHeading } from '@/components/ui/step-heading';
import type { ApiProblem } from '@/lib/client/fetch-api';
import { HiddenNotice, type ListOrigin } from './read-as';

/** The call that reads the list again. */
export type Reading = { isPending: boolean; error: ApiProblem | null; submittedAt: number };

type ColumnsFormProps = {
  isEntered: boolean;
  intro: string;
  list: ListOrigin;
  reading: Reading;
  /** What is missing or wrong in the form, instead of what the last reading reported. */
  faults: { fieldId: string; message: string }[];
  /** Changes with each attempt that ended in faults. */
  attempt?: number;
  onSheet: (sheet: string) => void;
  onHidden: (isIncluded: boolean) => void;
  onSubmit: () => void;
  onBack: () => void;
  /** Other ways to continue. */
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** Which sheet and which columns of a list to use; `children` are the columns. */
export function ColumnsForm(props: ColumnsFormProps) {
  const { list, reading, faults, attempt, className, children } = props;
  const { sheets, hiddenSheets, sheet, hidden } = list;
  const problem = faults.length > 0 ? null : reading.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate className={className ?? 'flex flex-col gap-4'}>
      <StepHeading isEntered={props.isEntered} hint={props.intro}>
        Map columns
      </StepHeading>
      <ErrorSummary
        title={problem ? 'The list can’t be read this way' : undefined}
        attempt={problem ? reading.submittedAt : attempt}
        requestId={problem?.requestId}
        errors={problem ? [{ message: problem.detail }] : faults}
      />
      {sheets.length > 1 && (
        <SheetChoice
          sheets={sheets}
          hiddenSheets={hiddenSheets}
          sheet={sheet}
          isReading={reading.isPending}
          onChoose={props.onSheet}
        />
      )}
      <HiddenNotice hidden={hidden} isReading={reading.isPending} onInclude={props.onHidden} />
      {children}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isPending={reading.isPending}>
          Continue
        </Button>
        {props.actions}
        <Button variant="ghost" onClick={props.onBack}>
          Back
        </Button>
      </div>
    </form>
  );
}

type HeaderRowChoiceProps = {
  /** The text of each of the first rows; empty if it must not be shown. */
  rows: readonly string[];
  /** Null: no row names the columns. */
  row: number | null;
  onChoose: (row: number | null) => void;
};

/** Which row names the columns. The rows above it are titles and aren't part of the list. */
export function HeaderRowChoice({ rows, row, onChoose }: HeaderRowChoiceProps) {
  return (
    <Field
      label="Header row"
      help={row ? `The ${row === 1 ? 'row' : `${row} rows`} above it will be skipped.` : undefined}
      className="max-w-96"
    >
      {(control) => (
        <Select
          {...control}
          value={row ?? ''}
          onChange={({ target }) => onChoose(target.value === '' ? null : Number(target.value))}
        >
          <option value="">None</option>
          {rows.map((text, at) => (
            <option key={at} value={at}>
              {text === '' ? `Row ${at + 1}` : `Row ${at + 1}: ${text}`}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

type SheetChoiceProps = Omit<ListOrigin, 'hidden'> & {
  isReading: boolean;
  onChoose: (sheet: string) => void;
};

function SheetChoice({ sheets, hiddenSheets, sheet, isReading, onChoose }: SheetChoiceProps) {
  return (
    <Field
      label="Sheet"
      help={isReading ? 'Reading…' : `This workbook has ${sheets.length} sheets.`}
      className="max-w-72"
    >
      {(control) => (
        <Select
          {...control}
          value={sheet ?? ''}
          disabled={isReading}
          onChange={(event) => onChoose(event.target.value)}
        >
          {sheets.map((name) => (
            <option key={name} value={name}>
              {hiddenSheets?.includes(name) ? `${name} (hidden)` : name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
