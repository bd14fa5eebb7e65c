import 'server-only';
import { restoreCell } from '../../csv';
import { MAX_SEATS, normalizeEmail } from '../../schemas/common';
import type { BatchPreview, ChosenColumns } from '../../schemas/invitations';
import { addressIn } from './address-in';
import { foldName, meaningOf } from './column-names';

export type Columns = Omit<BatchPreview['columns'], 'samples'>;
type Rows = readonly (readonly string[])[];

/**
 * Which column holds what: by the names in the first row, else by what stands in the cells. A first
 * row without a known name counts as a row: shown as one to be put right, it isn't lost.
 */
export function guessColumns(rows: Rows): Columns {
  const first = rows[0] ?? [];
  const meanings = first.map((cell) => meaningOf(foldName(cell)));
  const hasHeader =
    !first.some((cell) => cell.includes('@')) && meanings.some((meaning) => meaning !== null);
  const columns = Array.from(
    { length: Math.max(0, ...rows.map((row) => row.length)) },
    (_, at) => at,
  );
  return hasHeader ? byNames(rows.slice(1), columns, first, meanings) : byCells(rows, columns);
}

/** What a person chose counts as it is. */
export function asChosen(rows: Rows, { email, seats, hasHeader }: ChosenColumns): Columns {
  return { email, seats, headers: hasHeader ? [...(rows[0] ?? [])] : [], isSure: true };
}

function byNames(
  body: Rows,
  columns: readonly number[],
  first: readonly string[],
  meanings: readonly ReturnType<typeof meaningOf>[],
): Columns {
  const email = namedAddresses(body, columns, meanings);
  const seats = columns.filter(
    (column) => column !== email?.column && meanings[column] === 'seats',
  );
  const unnamed = numberColumns(body, columns).filter((column) => meanings[column] === null);
  const areSeatsSure = seats.length === 1 || (seats.length === 0 && unnamed.length === 0);
  return {
    email: email?.column ?? null,
    seats: seats[0] ?? null,
    headers: [...first],
    isSure: (email?.isAlone ?? false) && areSeatsSure,
  };
}

function byCells(rows: Rows, columns: readonly number[]): Columns {
  const email = fullest(rows, columns);
  const numbers = numberColumns(rows, columns).filter((column) => column !== email?.column);
  // A first row without an address above rows with one may be a header whose names aren't known.
  const isFirstOdd =
    columns.length > 1 && email !== null && !isAddress(rows[0]?.[email.column] ?? '');
  const isSure =
    columns.length < 2 || ((email?.isAlone ?? false) && numbers.length < 2 && !isFirstOdd);
  return {
    email: email?.column ?? columns[0] ?? null,
    seats: email && numbers.length === 1 ? (numbers[0] ?? null) : null,
    headers: [],
    isSure,
  };
}

/** A column that holds addresses, and whether no other one might. */
export type Found = { column: number; isAlone: boolean };

/** The column of addresses in a table whose columns have names, else by its cells. */
export function namedAddresses(
  body: Rows,
  columns: readonly number[],
  meanings: readonly ReturnType<typeof meaningOf>[],
): Found | null {
  const named = columns.filter((column) => meanings[column] === 'email');
  const maybe = columns.filter((column) => meanings[column] === 'maybe_email');
  return firstFound(
    () => fullest(body, named),
    // A name that is surely meant stands, also over cells that all have to be put right.
    () => (named.length === 1 ? { column: named[0] ?? 0, isAlone: true } : null),
    () => fullest(body, maybe),
    () => fullest(body, columns),
    () => {
      const column = named[0] ?? maybe[0];
      return column === undefined ? null : { column, isAlone: named.length + maybe.length === 1 };
    },
  );
}

function firstFound(...ways: (() => Found | null)[]): Found | null {
  for (const way of ways) {
    const found = way();
    if (found) return found;
  }
  return null;
}

/** The column with the most addresses, and whether it is the only one that has any. */
export function fullest(rows: Rows, columns: readonly number[]): Found | null {
  let best: Found | null = null;
  let most = 0;
  for (const column of columns) {
    const found = rows.filter((row) => isAddress(row[column] ?? '')).length;
    if (found === 0) continue;
    const isAlone: boolean = best === null;
    if (found > most) [best, most] = [{ column, isAlone }, found];
    else if (best) best.isAlone = false;
  }
  return best;
}

export function isAddress(cell: string): boolean {
  return cell.includes('@') && normalizeEmail(addressIn(restoreCell(cell))) !== null;
}

/** Columns of whole numbers that could be seats. A telephone number is none. */
function numberColumns(rows: Rows, columns: readonly number[]): number[] {
  return columns.filter((column) => {
    const filled = rows.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
    const areNumbers = filled.every((cell) => /^\d{1,7}(?:[.,]0{1,2})?$/.test(cell));
    return (
      filled.length > 0 && areNumbers && filled.some((cell) => parseInt(cell, 10) <= MAX_SEATS)
    );
  });
}
