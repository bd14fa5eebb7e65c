'use client';

import { useState, type FormEvent } from 'react';
import { HiddenNotice } from '@/components/lists/hidden-notice';
import { HeadingRowChoice, SheetChoice } from '@/components/lists/reading-choices';
import { Button } from '@/components/ui/button';
import { ErrorSummary, type SummarisedError } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/inputs';
import { PageBody } from '@/components/ui/page';
import { StepHeading } from '@/components/ui/step-heading';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { PasswordList, PasswordReading } from '@/lib/contract/password-lists';
import { formatCount } from '@/lib/shared/format';
import { columnName } from './row-states';
import { sheetOf } from './use-password-list';

/** As the server looks for it; its schemas would bring zod into the page. */
const MAX_ROWS_TO_HEADINGS = 20;

type ColumnsStepProps = {
  list: PasswordList;
  check: { isPending: boolean; error: ApiProblem | null; submittedAt: number };
  onSheet: (sheet: string) => void;
  onHidden: (isIncluded: boolean) => void;
  onColumns: (reading: PasswordReading) => void;
  onBack: () => void;
};

/** Which column is which. No cell is shown to tell them by: one of them holds the passwords. */
export function ColumnsStep({
  list,
  check,
  onSheet,
  onHidden,
  onColumns,
  onBack,
}: ColumnsStepProps) {
  const { columns, sheets, sheet } = list;
  const [username, setUsername] = useState(columns.username);
  const [password, setPassword] = useState(columns.password);
  const [headerRow, setHeaderRow] = useState(columns.hasHeader ? (columns.headerRow ?? 0) : null);
  const [attempts, setAttempts] = useState(0);
  const faults = faultsOf(username, password);
  const errors = attempts > 0 ? faults : check.error ? [{ message: check.error.detail }] : [];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isRight = username !== null && password !== null && faults.length === 0;
    setAttempts(isRight ? 0 : attempts + 1);
    if (!isRight || check.isPending) return;
    const names = { hasHeader: headerRow !== null, ...(headerRow && { headerRow }) };
    onColumns({ ...sheetOf(list), columns: { username, password, ...names } });
  };
  const options = columns.addresses.map((count, index) => (
    <option key={index} value={index}>
      {columnName(columns, index)} ·{' '}
      {count === 0 ? 'no address' : formatCount(count, 'address', 'addresses')}
    </option>
  ));
  return (
    <PageBody width="form">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <div>
          <StepHeading isEntered>Which column is which?</StepHeading>
          <p className="mt-1 text-13 text-muted">{introOf(list)}</p>
        </div>
        <ErrorSummary
          title={attempts > 0 ? undefined : 'The list could not be read like this'}
          attempt={attempts > 0 ? attempts : check.submittedAt}
          requestId={attempts > 0 ? undefined : check.error?.requestId}
          errors={errors}
        />
        {sheets.length > 1 && (
          <SheetChoice
            sheets={sheets}
            hiddenSheets={list.hiddenSheets}
            sheet={sheet}
            isReading={check.isPending}
            onChoose={onSheet}
          />
        )}
        <HiddenNotice hidden={list.hidden} isReading={check.isPending} onInclude={onHidden} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            id="column-username"
            label="User names are in"
            error={messageAt(errors, 'column-username')}
          >
            {(control) => (
              <Select
                {...control}
                value={username ?? ''}
                onChange={(event) => setUsername(columnOf(event.target.value))}
              >
                <option value="">Choose a column</option>
                {options}
              </Select>
            )}
          </Field>
          <Field
            id="column-password"
            label="Passwords are in"
            error={messageAt(errors, 'column-password')}
          >
            {(control) => (
              <Select
                {...control}
                value={password ?? ''}
                onChange={(event) => setPassword(columnOf(event.target.value))}
              >
                <option value="">Choose a column</option>
                {options}
              </Select>
            )}
          </Field>
        </div>
        <HeadingRowChoice
          rows={Array.from({ length: MAX_ROWS_TO_HEADINGS }, () => '')}
          row={headerRow}
          onChoose={setHeaderRow}
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" isPending={check.isPending}>
            Continue
          </Button>
          <Button variant="ghost" onClick={onBack}>
            Back
          </Button>
        </div>
      </form>
    </PageBody>
  );
}

function introOf({ columns, sheet }: PasswordList): string {
  if (columns.addresses.length === 0) {
    return `There is nothing on the sheet “${sheet}”. Choose another one.`;
  }
  const how = 'Nothing of the cells is shown, but how many e-mail addresses a column holds.';
  return columns.isSure
    ? `This is how the list was read. Change what isn’t right. ${how}`
    : `This list can be read in more than one way. ${how}`;
}

function faultsOf(username: number | null, password: number | null): SummarisedError[] {
  const faults: SummarisedError[] = [];
  if (username === null) {
    faults.push({ fieldId: 'column-username', message: 'Say which column holds the user names.' });
  }
  if (password === null) {
    faults.push({ fieldId: 'column-password', message: 'Say which column holds the passwords.' });
  } else if (password === username) {
    const message = 'User names and passwords can’t be in the same column.';
    faults.push({ fieldId: 'column-password', message });
  }
  return faults;
}

function messageAt(errors: readonly SummarisedError[], id: string): string | undefined {
  return errors.find(({ fieldId }) => fieldId === id)?.message;
}

function columnOf(value: string): number | null {
  return value === '' ? null : Number(value);
}
