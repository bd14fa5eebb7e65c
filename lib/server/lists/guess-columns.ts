import 'server-only';
import { normalizeEmail } from '@/lib/contract/common';
import type { BatchPreview, ChosenColumns } from '@/lib/contract/invitations';
import { restoreCell } from '@/lib/shared/csv';
import { addressIn } from '@/lib/shared/email/address-in';
import { readSeats } from '@/lib/shared/seats';
import { meaningOfHeading, type Meaning, findHeadings } from './headings';

export type Columns = Omit<BatchPreview['columns'], 'samples' | 'firstRows'>;
type Rows = readonly (readonly string[])[];

/**
 * Which column holds what: names propose, cells decide. A first row without a known name counts as
 * a row: shown as one to fix, it isn't lost.
 */
export function guessColumns(rows: Rows): Columns {
  const headings = findHeadings(rows);
  const columns = Array.from(
    { length: Math.max(0, ...rows.map((row) => row.length)) },
    (_, at) => at,
  );
  if (!headings) return byCells(rows, columns);
  const headers = [...(rows[headings.row] ?? [])];
  const named = byNames(rows.slice(headings.row + 1), columns, headers);
  return { ...named, headerRow: headings.row, isSure: named.isSure && headings.isSure };
}

/** A person's selection is used as it is. */
export function asChosen(rows: Rows, chosen: ChosenColumns): Columns {
  const { email, seats, hasHeader, headerRow = 0 } = chosen;
  return {
    email,
    seats,
    headers: hasHeader ? [...(rows[headerRow] ?? [])] : [],
    headerRow: hasHeader ? headerRow : null,
    isSure: true,
    candidates: guessColumns(rows).candidates,
  };
}

function byNames(body: Rows, columns: readonly number[], headers: readonly string[]) {
  const meanings = headers.map(meaningOfHeading);
  const email = namedAddresses(body, columns, meanings);
  const seats = namedSeats(body, columns, meanings);
  return {
    email: email?.column ?? null,
    seats: seats.column,
    headers: [...headers],
    isSure: (email?.isSure ?? false) && seats.isSure,
    candidates: addressColumns(body, columns).map(({ column }) => column),
  };
}

function byCells(rows: Rows, columns: readonly number[]): Columns {
  const candidates = addressColumns(rows, columns);
  const email = fullest(candidates);
  const numbers = numberColumns(rows, columns).filter((column) => column !== email?.column);
  // A first row without an address above rows with one may be a header with unknown names.
  const isFirstOdd =
    columns.length > 1 && email !== null && !isAddress(rows[0]?.[email.column] ?? '');
  const isStray =
    numbers.length === 0 &&
    columns.some((column) => column !== email?.column && hasStrayNumbers(rows, column));
  const [number = 0] = numbers;
  // People number rows on the left; behind an address a number is its seats.
  const areRowNumbers =
    numbers.length === 1 && email !== null && number < email.column && countsUp(rows, number);
  const isSure =
    columns.length < 2 ||
    (candidates.length === 1 && numbers.length < 2 && !areRowNumbers && !isFirstOdd && !isStray);
  return {
    email: email?.column ?? columns[0] ?? null,
    seats: email && numbers.length === 1 && !areRowNumbers ? number : null,
    headers: [],
    headerRow: null,
    isSure,
    candidates: candidates.map(({ column }) => column),
  };
}

/** A column that holds addresses, and whether no other one could be meant. */
export type Found = { column: number; isSure: boolean };

/**
 * The column of addresses in a table whose columns have names. A column with a clear name wins if
 * its cells are addresses too. A person is asked if no name is clear, or if another column has as
 * good addresses, unless its name says that they are the same person's or certainly someone else's.
 */
export function namedAddresses(
  body: Rows,
  columns: readonly number[],
  meanings: readonly (Meaning | null)[],
): Found | null {
  const withMeaning = (meaning: Meaning) =>
    columns.filter((column) => meanings[column] === meaning);
  const named = withMeaning('email');
  const found = addressColumns(body, columns);
  if (found.length === 0) {
    return namedOnly(named, [...withMeaning('maybe_email'), ...withMeaning('own_email')]);
  }
  const clean = found.filter(({ count, filled }) => count * 2 >= filled);
  const among = clean.length > 0 ? clean : found;
  for (const meaning of byTrust) {
    const best = fullest(among.filter(({ column }) => (meanings[column] ?? null) === meaning));
    if (!best) continue;
    const { column, count } = best;
    const rivals = found.filter((other) => other.column !== column);
    if (meaning !== 'email') {
      const isAlone = rivals.length === 0 && named.length === 0 && meaning !== 'other_email';
      return { column, isSure: isAlone };
    }
    const isOftenEmpty = rivals.some((rival) => rival.count > 2 * count);
    const isEqualled = rivals.some(
      (rival) =>
        isRival(meanings[rival.column] ?? null) &&
        rival.plain * 2 >= count &&
        body.some((row) => isOther(row[column] ?? '', row[rival.column] ?? '')),
    );
    return { column, isSure: !isEqualled && !isOftenEmpty };
  }
  return null;
}

const byTrust = [
  'email',
  'maybe_email',
  'own_email',
  null,
  'seats',
  'maybe_seats',
  'other_email',
] as const;

function isRival(meaning: Meaning | null): boolean {
  return meaning !== 'own_email' && meaning !== 'other_email';
}

/** Two different addresses. */
function isOther(one: string, other: string): boolean {
  const [first, second] = [one, other].map((cell) => normalizeEmail(addressIn(restoreCell(cell))));
  return first !== null && second !== null && first !== second;
}

/** Even without an address in the list, a clear name shows where they should be. */
function namedOnly(named: readonly number[], maybe: readonly number[]): Found | null {
  const column = named[0] ?? maybe[0];
  if (column === undefined) return null;
  return { column, isSure: (named.length || maybe.length) === 1 };
}

/** A column named like seats counts if most of its cells are numbers. */
function namedSeats(
  body: Rows,
  columns: readonly number[],
  meanings: readonly (Meaning | null)[],
): { column: number | null; isSure: boolean } {
  const named = columns.filter((column) => /seats$/.test(meanings[column] ?? ''));
  const counted = named.map((column) => {
    const filled = body.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
    const numbers = filled.filter((cell) => readSeats(cell) !== null).length;
    const isEmpty = filled.length === 0 && meanings[column] === 'seats';
    return { column, isNumbers: isEmpty || (numbers > 0 && numbers * 2 >= filled.length) };
  });
  const numbers = counted.filter(({ isNumbers }) => isNumbers).map(({ column }) => column);
  const isSaid = named.some((column) => meanings[column] === 'seats');
  if (numbers.length > 0) {
    const sure = numbers.filter((column) => meanings[column] === 'seats');
    const [column = null] = sure.length > 0 ? sure : numbers;
    return { column, isSure: numbers.length === 1 || sure.length === 1 };
  }
  const unnamed = numberColumns(body, columns).filter((column) => !meanings[column]);
  const isStray = named.some((column) => hasStrayNumbers(body, column));
  return { column: null, isSure: !isSaid && !isStray && unnamed.length === 0 };
}

/**
 * How many cells of a column are addresses, how many of those with nothing around them, and how
 * many aren't empty.
 */
export type AddressColumn = { column: number; count: number; plain: number; filled: number };

/** Directories write a mailbox's aliases like this; they count if there is nothing else. */
const ALIAS = /^\W*(?:smtp|sips?|spo|x[45]00|eum):/i;

/** The columns with any address, in order. */
export function addressColumns(rows: Rows, columns: readonly number[]): AddressColumn[] {
  const count = (isCounted: (cell: string) => boolean) =>
    columns.flatMap((column) => {
      const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '');
      const found = cells.filter(isCounted);
      const plain = found.filter((cell) => !/[\s()<>[\]]/.test(cell.trim())).length;
      return found.length > 0 ? [{ column, count: found.length, plain, filled: cells.length }] : [];
    });
  const plain = count((cell) => !ALIAS.test(cell) && isAddress(cell));
  return plain.length > 0 ? plain : count(isAddress);
}

/** The column with the most addresses; the first of equals. */
export function fullest(columns: readonly AddressColumn[]): AddressColumn | null {
  let best: AddressColumn | null = null;
  for (const found of columns) if (!best || found.count > best.count) best = found;
  return best;
}

export function isAddress(cell: string): boolean {
  return cell.includes('@') && normalizeEmail(addressIn(restoreCell(cell))) !== null;
}

/** A number, even one that can't be seats: `-1`, `1.5`, `1,000`. */
const LIKE_NUMBER = /^["']?\s{0,9}[-+\u2212]?\p{Nd}{1,7}(?:[.,]\p{Nd}{1,3}){0,2}\s{0,9}["']?$/u;

/**
 * Columns of numbers that could be seats: one invalid number must not hide the others; it is shown
 * as one to fix. A telephone number doesn't count.
 */
function numberColumns(rows: Rows, columns: readonly number[]): number[] {
  return columns.filter((column) => {
    const filled = filledCells(rows, column);
    return filled.every((cell) => LIKE_NUMBER.test(cell)) && filled.some(isSeats);
  });
}

/**
 * 1, 2, 3 from the first row to the last: the rows are numbered, which says nothing about seats.
 */
function countsUp(rows: Rows, column: number): boolean {
  return rows.length > 1 && rows.every((row, at) => readSeats(row[column] || '0') === at + 1);
}

/** Whether some cells could be seats among others that can't: only a person knows. */
function hasStrayNumbers(rows: Rows, column: number): boolean {
  return filledCells(rows, column).some(isSeats);
}

function filledCells(rows: Rows, column: number): string[] {
  return rows.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
}

function isSeats(cell: string): boolean {
  return cell !== '' && readSeats(cell) !== null;
}
