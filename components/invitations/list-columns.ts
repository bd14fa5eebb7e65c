import type { ChosenColumns } from '@/lib/contract/invitations';
import type { ReadAs } from './draft';

const LONGEST_ROW_TEXT = 60;

export type ColumnUse = 'email' | 'seats' | 'unused';

/** One column of the list, as it is shown to the person who says what it holds. */
export type ListColumn = {
  index: number;
  /** "Licences", or "Column 3" where nothing names it. */
  name: string;
  samples: string[];
};

/** What is chosen so far; `email` null: not yet. */
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

/** The first rows in one line each, as "Name · E-mail · Seats". */
export function firstRowTexts({ columns }: ReadAs): string[] {
  return columns.firstRows.map((row) => {
    const text = row.filter((cell) => cell !== '').join(' · ');
    return text.length > LONGEST_ROW_TEXT ? `${text.slice(0, LONGEST_ROW_TEXT)} …` : text;
  });
}

/**
 * The columns as they look under that choice: named by the row that is said to name them, with
 * entries from the rows below it.
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
      // A column may be filled further down only.
      samples: (cells.length > 0 ? cells : (samples[index] ?? [])).slice(0, 3),
    };
  });
}

/** Each use has one column: what held it before is not used any more. */
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
