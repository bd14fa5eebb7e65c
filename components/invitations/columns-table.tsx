import { quotedColumn } from '@/components/lists/read-as';
import { Select } from '@/components/ui/inputs';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import type { ChosenColumns } from '@/lib/contract/invitations';
import type { ReadAs } from './draft-state';

const uses: readonly { value: ColumnUse; label: string }[] = [
  { value: 'email', label: 'Email' },
  { value: 'seats', label: 'Seats' },
  { value: 'unused', label: 'Not used' },
];

type ColumnsTableProps = {
  columns: readonly ListColumn[];
  choice: Choice;
  onUse: (index: number, use: ColumnUse) => void;
};

/** One row for each column of the list: its name, its first cells, and what it's used for. */
export function ColumnsTable({ columns, choice, onUse }: ColumnsTableProps) {
  return (
    <div className="rounded-panel border border-line [--gutter:12px]">
      <Table aria-label="Columns of the list">
        <thead>
          <tr>
            <Th className="rounded-tl-panel">Column</Th>
            <Th className="hidden sm:table-cell">First values</Th>
            <Th className="rounded-tr-panel">Use as</Th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <ColumnRow
              key={column.index}
              column={column}
              use={usedFor(choice, column.index)}
              onUse={onUse}
            />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

type ColumnRowProps = {
  column: ListColumn;
  use: ColumnUse;
  onUse: ColumnsTableProps['onUse'];
};

function ColumnRow({ column: { index, name, samples }, use, onUse }: ColumnRowProps) {
  const shown = samples.length > 0 ? <Samples samples={samples} /> : <EmptyCell meaning="empty" />;
  const samplesId = `column-${index}-samples`;
  return (
    <Tr isSelected={use !== 'unused'} className="[tbody>&:last-child>td]:border-b-0">
      <Td className="max-w-0 py-2 align-top sm:w-1/4">
        <span className="block font-medium break-words">{name}</span>
        <span className="block text-muted sm:hidden">{shown}</span>
      </Td>
      <Td id={samplesId} className="hidden max-w-0 py-2 align-top text-muted sm:table-cell">
        {shown}
      </Td>
      <Td className="w-36 py-1.5 align-top">
        <Select
          id={`column-${index}`}
          aria-label={`Use “${name}” as`}
          aria-describedby={samplesId}
          value={use}
          onChange={(event) => onUse(index, event.target.value as ColumnUse)}
        >
          {uses.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Td>
    </Tr>
  );
}

function Samples({ samples }: { samples: readonly string[] }) {
  return samples.map((sample, at) => (
    <span key={at} title={sample} className="block truncate">
      {sample}
    </span>
  ));
}

const LONGEST_ROW_TEXT = 60;

type ColumnUse = 'email' | 'seats' | 'unused';

/** One column of the list, as shown to the person who maps it. */
type ListColumn = {
  index: number;
  /** "Licences", or "Column 3" if nothing names it. */
  name: string;
  samples: string[];
};

/** The columns selected so far; `email` null: none yet. */
export type Choice = Omit<ChosenColumns, 'email'> & { email: number | null };

export function guessedChoice({ columns }: ReadAs): Choice {
  const { email, seats, headerRow } = columns;
  return withHeaderRow({ email, seats, hasHeader: false }, headerRow);
}

/** `null`: no row names the columns. */
export function withHeaderRow({ email, seats }: Choice, row: number | null): Choice {
  const choice = { email, seats, hasHeader: row !== null };
  return row ? { ...choice, headerRow: row } : choice;
}

export function headerRowOf({ hasHeader, headerRow = 0 }: Choice): number | null {
  return hasHeader ? headerRow : null;
}

/** The first rows in one line each, as "Name · Email · Seats". */
export function firstRowTexts({ columns }: ReadAs): string[] {
  return columns.firstRows.map((row) => {
    const text = row.filter((cell) => cell !== '').join(' · ');
    return text.length > LONGEST_ROW_TEXT ? `${text.slice(0, LONGEST_ROW_TEXT)} …` : text;
  });
}

/**
 * The columns under that choice: named by the selected header row, with values from the rows below
 * it.
 */
export function listColumns({ columns }: ReadAs, choice: Choice): ListColumn[] {
  const { firstRows, samples } = columns;
  const headerRow = headerRowOf(choice);
  const below = firstRows.slice((headerRow ?? -1) + 1);
  const width = Math.max(samples.length, ...firstRows.map((row) => row.length));
  return Array.from({ length: width }, (_, index) => {
    const cells = below.map((row) => row[index] ?? '').filter((cell) => cell !== '');
    const name = headerRow === null ? '' : (firstRows[headerRow]?.[index] ?? '');
    return {
      index,
      name: name || `Column ${index + 1}`,
      // A column may have values only further down.
      samples: (cells.length > 0 ? cells : (samples[index] ?? [])).slice(0, 3),
    };
  });
}

/** Each use has one column: the one that had it before becomes unused. */
export function chooseUse(choice: Choice, index: number, use: ColumnUse): Choice {
  const { email, seats } = choice;
  return {
    ...choice,
    email: use === 'email' ? index : email === index ? null : email,
    seats: use === 'seats' ? index : seats === index ? null : seats,
  };
}

export function usedFor({ email, seats }: Choice, index: number): ColumnUse {
  if (index === email) return 'email';
  return index === seats ? 'seats' : 'unused';
}

/** "email in “Mail”, seats in “Licences”"; null for a list of addresses. */
export function columnsText({ email, seats, headers }: ReadAs['columns']): string | null {
  if (email === null) return null;
  const seatsText = seats === null ? 'no seats column' : `seats in ${quotedColumn(headers, seats)}`;
  return `email in ${quotedColumn(headers, email)}, ${seatsText}`;
}
