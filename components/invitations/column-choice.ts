import type { ColumnUses } from '@/components/lists/columns-table';
import { quotedColumn } from '@/components/lists/read-as';
import type { ChosenColumns } from '@/lib/contract/invitations';
import type { ReadAs } from './draft-state';

export const columnUses: ColumnUses<ColumnUse> = [
  { value: 'email', label: 'Email' },
  { value: 'seats', label: 'Seats' },
];

type ColumnUse = 'email' | 'seats';

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

/** Each use has one column: the one that had it before becomes unused. */
export function chooseUse(choice: Choice, index: number, use: ColumnUse | null): Choice {
  const { email, seats } = choice;
  return {
    ...choice,
    email: use === 'email' ? index : email === index ? null : email,
    seats: use === 'seats' ? index : seats === index ? null : seats,
  };
}

export function usedFor({ email, seats }: Choice, index: number): ColumnUse | null {
  if (index === email) return 'email';
  return index === seats ? 'seats' : null;
}

/** "email in “Mail”, seats in “Licences”"; null for a list of addresses. */
export function columnsText({ email, seats, headers }: ReadAs['columns']): string | null {
  if (email === null) return null;
  const seatsText = seats === null ? 'no seats column' : `seats in ${quotedColumn(headers, seats)}`;
  return `email in ${quotedColumn(headers, email)}, ${seatsText}`;
}
