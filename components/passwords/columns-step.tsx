'use client';

import { useState } from 'react';
import { ColumnsForm, HeaderRowChoice, type Reading } from '@/components/lists/columns-form';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/inputs';
import { PageBody } from '@/components/ui/page';
import type { PasswordList, PasswordReading } from '@/lib/contract/password-lists';
import { formatCount } from '@/lib/shared/format';
import { sheetOf } from './use-password-list';

/** The server's limit; its schemas would bring zod into the page. */
const MAX_ROWS_TO_HEADINGS = 20;

type Columns = PasswordList['columns'];

type ColumnsStepProps = {
  list: PasswordList;
  check: Reading;
  onSheet: (sheet: string) => void;
  onHidden: (isIncluded: boolean) => void;
  onColumns: (reading: PasswordReading) => void;
  onBack: () => void;
};

/** Which column is which. No cells are shown to tell them apart: some of them are passwords. */
export function ColumnsStep({ list, check, onColumns, ...actions }: ColumnsStepProps) {
  const { columns } = list;
  const [username, setUsername] = useState(columns.username);
  const [password, setPassword] = useState(columns.password);
  const [headerRow, setHeaderRow] = useState(columns.hasHeader ? (columns.headerRow ?? 0) : null);
  const [attempts, setAttempts] = useState(0);
  const faults = faultsOf(username, password);
  const shown = attempts > 0 ? faults : [];

  const submit = () => {
    const isComplete = username !== null && password !== null && faults.length === 0;
    setAttempts(isComplete ? 0 : attempts + 1);
    if (!isComplete || check.isPending) return;
    const names = { hasHeader: headerRow !== null, ...(headerRow && { headerRow }) };
    onColumns({ ...sheetOf(list), columns: { username, password, ...names } });
  };
  return (
    <PageBody width="form" className="pt-5">
      <ColumnsForm
        {...actions}
        isEntered
        intro={introOf(list)}
        list={list}
        reading={check}
        faults={shown}
        attempt={attempts}
        onSubmit={submit}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <ColumnChoice
            id={USERNAME_ID}
            label="Email column"
            error={messageAt(shown, USERNAME_ID)}
            columns={columns}
            column={username}
            onChoose={setUsername}
          />
          <ColumnChoice
            id={PASSWORD_ID}
            label="Password column"
            error={messageAt(shown, PASSWORD_ID)}
            columns={columns}
            column={password}
            onChoose={setPassword}
          />
        </div>
        <HeaderRowChoice
          rows={Array.from({ length: MAX_ROWS_TO_HEADINGS }, () => '')}
          row={headerRow}
          onChoose={setHeaderRow}
        />
      </ColumnsForm>
    </PageBody>
  );
}

type ColumnChoiceProps = {
  id: string;
  label: string;
  error: string | undefined;
  columns: Columns;
  column: number | null;
  onChoose: (column: number | null) => void;
};

function ColumnChoice({ id, label, error, columns, column, onChoose }: ColumnChoiceProps) {
  return (
    <Field id={id} label={label} error={error}>
      {(control) => (
        <Select
          {...control}
          value={column ?? ''}
          onChange={({ target }) => onChoose(target.value === '' ? null : Number(target.value))}
        >
          <option value="">Select a column</option>
          {columns.addresses.map((count, index) => (
            <option key={index} value={index}>
              {columns.headers[index] || `Column ${index + 1}`} ·{' '}
              {count === 0 ? 'no addresses' : formatCount(count, 'address', 'addresses')}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function introOf({ columns, sheet }: PasswordList): string {
  if (columns.addresses.length === 0) return `The sheet “${sheet}” is empty. Select another one.`;
  const how =
    'To protect passwords, no cell values are shown, only how many email addresses each column has.';
  return columns.isSure
    ? `Change anything that was detected incorrectly. ${how}`
    : `The columns can’t be determined with certainty. ${how}`;
}

const USERNAME_ID = 'column-username';
const PASSWORD_ID = 'column-password';

type Fault = { fieldId: string; message: string };

function faultsOf(username: number | null, password: number | null): Fault[] {
  const faults: Fault[] = [];
  if (username === null) {
    faults.push({ fieldId: USERNAME_ID, message: 'Select the column with the email addresses.' });
  }
  if (password === null) {
    faults.push({ fieldId: PASSWORD_ID, message: 'Select the column with the passwords.' });
  } else if (password === username) {
    const message = 'Email addresses and passwords can’t be in the same column.';
    faults.push({ fieldId: PASSWORD_ID, message });
  }
  return faults;
}

function messageAt(faults: readonly Fault[], id: string): string | undefined {
  return faults.find(({ fieldId }) => fieldId === id)?.message;
}
