import 'server-only';
import { foldName, meaningOf } from '../../invitations/import/column-names';
import { fullest, isAddress, namedAddresses } from '../../invitations/import/guess-columns';
import type { PasswordList } from '../../schemas/password-lists';
import { passwordMeaningOf } from './password-column-names';

type Columns = PasswordList['columns'];
type Rows = readonly (readonly string[])[];

const LONGEST_NAME = 100;

/**
 * Which column holds the user names and which the passwords. A wrong guess would store something
 * else as a password, and nobody would see it: without a name for it a column is sure only where
 * it is the one that is left.
 * @param width how many columns the table has
 */
export function guessPasswordColumns(head: Rows, width: number): Columns {
  const columns = Array.from({ length: width }, (_, at) => at);
  const addresses = columns.map(
    (column) => head.filter((row) => isAddress(row[column] ?? '')).length,
  );
  const first = head[0] ?? [];
  if (!isRowOfNames(first)) return { ...byCells(head, columns, addresses), addresses };
  const headers = columns.map((column) => (first[column] ?? '').trim().slice(0, LONGEST_NAME));
  return { ...byNames(head.slice(1), columns, headers), headers, addresses };
}

/** What a person chose counts as it is. */
export function asChosen(
  guess: Columns,
  chosen: Omit<Columns, 'headers' | 'isSure' | 'addresses'>,
): Columns {
  return { ...guess, ...chosen, isSure: true };
}

/**
 * Only names that are surely meant make a header of the first row: its cells are shown as names,
 * and a row with somebody's password must not be.
 */
export function isRowOfNames(row: readonly string[]): boolean {
  if (row.some((cell) => cell.includes('@'))) return false;
  const names = row.map(foldName);
  return names.some(
    (name) => meaningOf(name) === 'email' || passwordMeaningOf(name) === 'password',
  );
}

function byNames(body: Rows, columns: readonly number[], headers: readonly string[]) {
  const names = headers.map(foldName);
  const meanings = names.map(passwordMeaningOf);
  const others = columns.filter((column) => meanings[column] === null);
  const email = namedAddresses(body, others, names.map(meaningOf));
  const username = email?.column ?? null;
  const named = columns.filter((column) => meanings[column] === 'password');
  const maybe = columns.filter((column) => meanings[column] === 'maybe_password');
  const password = named[0] ?? maybe[0] ?? onlyOther(others, username);
  const isSure = (email?.isAlone ?? false) && named.length === 1;
  return { username, password, hasHeader: true, isSure };
}

function byCells(rows: Rows, columns: readonly number[], addresses: readonly number[]) {
  const username = fullest(rows, columns)?.column ?? null;
  const password = onlyOther(columns, username);
  // A first row without an address above rows with one may be a header whose names aren't known.
  const isFirstOdd = username !== null && !isAddress(rows[0]?.[username] ?? '');
  const isSure = !isFirstOdd && isMostlyElsewhere(addresses, username, password);
  return { username, password, hasHeader: false, headers: [], isSure };
}

/** Some passwords look like addresses; a column of nothing else is none of passwords. */
function isMostlyElsewhere(
  addresses: readonly number[],
  username: number | null,
  password: number | null,
): boolean {
  if (username === null || password === null) return false;
  return (addresses[password] ?? 0) * 4 < (addresses[username] ?? 0);
}

function onlyOther(columns: readonly number[], username: number | null): number | null {
  const others = columns.filter((column) => column !== username);
  return username !== null && others.length === 1 ? (others[0] ?? null) : null;
}
