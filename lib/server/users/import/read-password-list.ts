import 'server-only';
import Papa from 'papaparse';
import type { PasswordColumns, PasswordList, PasswordReading } from '@/lib/contract/password-lists';
import { isZip } from '@/lib/server/lists/file-kind';
import { isAddress } from '@/lib/server/lists/guess-columns';
import { foldName, meaningOfHeading } from '@/lib/server/lists/headings';
import { listError } from '@/lib/server/lists/list-error';
import { type ListSource, openWorkbook, textOf } from '@/lib/server/lists/read-list';
import { cut, requireRoom, requireWidth } from '@/lib/server/lists/read-table';
import { DELIMITERS, LOOKED_AT, plainText, type Delimiter } from '@/lib/server/lists/read-text';
import { rowsOfText } from '@/lib/server/lists/table-rows';
import {
  asChosen,
  guessPasswordColumns,
  rowOfNames,
} from '@/lib/server/users/import/guess-password-columns';
import { restoreCell } from '@/lib/shared/csv';
import { passwordMeaningOf } from './guess-password-columns';

const ROWS_TO_GUESS_BY = 200;

/** One row of the list; nothing has been checked yet. */
export type PasswordEntry = {
  username: string;
  /** Exactly as in the cell. */
  password: string;
  /**
   * It has more cells than the list has columns: the password may have been split at a delimiter.
   */
  isTooWide: boolean;
};

export type ReadPasswordList = Omit<PasswordTable, 'rows'> & {
  columns: PasswordList['columns'];
  /** None if the columns aren't certain. */
  entries: PasswordEntry[];
};

/**
 * Reads a list of usernames and passwords as people upload or paste it: a workbook, or a table with
 * or without a header.
 * @throws DeskError `invalid_request` beyond the limits
 */
export async function readPasswordList(
  source: ListSource,
  reading: PasswordReading,
): Promise<ReadPasswordList> {
  const { rows: portions, ...table } = await openPasswordTable(source, reading);
  const rows = singly(portions);
  const head = await firstOf(rows, ROWS_TO_GUESS_BY);
  const width = widthOf(head, table, reading.columns);
  if (width < 2 && table.sheets.length < 2 && !table.hidden) {
    await rows.return();
    throw noTable(head.length);
  }
  const columns = columnsOf(head, width, reading.columns);
  const { username, password, hasHeader, headerRow = 0 } = columns;
  const entries: PasswordEntry[] = [];
  if (!columns.isSure || username === null || password === null) {
    await rows.return();
    return { ...table, columns, entries };
  }
  const add = (row: readonly string[]) => {
    entries.push({
      username: cut(restoreCell(row[username] ?? '')),
      password: row[password] ?? '',
      isTooWide: table.delimiter !== null && row.length > width,
    });
    requireRoom(entries.length);
  };
  head.slice(hasHeader ? headerRow + 1 : 0).forEach(add);
  for await (const row of rows) add(row);
  return { ...table, columns, entries };
}

function columnsOf(
  head: readonly string[][],
  width: number,
  chosen: PasswordColumns | undefined,
): PasswordList['columns'] {
  const guess = guessPasswordColumns(head, width);
  return chosen ? asChosen(guess, chosen) : guess;
}

async function* singly(portions: AsyncIterable<string[][]>): AsyncGenerator<string[], void, void> {
  for await (const portion of portions) {
    for (const row of portion) {
      requireWidth(row);
      yield row;
    }
  }
}

async function firstOf(
  rows: AsyncGenerator<string[], void, void>,
  most: number,
): Promise<string[][]> {
  const first: string[][] = [];
  while (first.length < most) {
    const { done, value } = await rows.next();
    if (done) break;
    first.push(value);
  }
  return first;
}

/**
 * How many columns the list has. For text, as many as its header or most rows (the smaller of two
 * widths): a row may be wider because its password contains a delimiter.
 */
function widthOf(
  rows: readonly string[][],
  { delimiter }: Pick<PasswordTable, 'delimiter'>,
  chosen: PasswordColumns | undefined,
): number {
  const lengths = rows.map((row) => row.length);
  if (delimiter === null) return Math.max(0, ...lengths);
  const names = chosen?.hasHeader ? (chosen.headerRow ?? 0) : rowOfNames(rows);
  if (names !== null) return rows[names]?.length ?? 0;
  const counts = new Map<number, number>();
  for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [usual] = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  return usual?.[0] ?? 0;
}

function noTable(rows: number) {
  return rows === 0
    ? listError({ path: 'rows', code: 'empty' }, 'This list is empty.')
    : listError(
        { path: 'columns', code: 'one_column' },
        'This list has only one column. Each row needs an email address and a password, separated by a semicolon, comma or tab.',
      );
}

type PasswordTable = Pick<
  PasswordList,
  'delimiter' | 'encoding' | 'sheets' | 'hiddenSheets' | 'sheet' | 'hidden'
> & {
  /** In portions, with their cells unchanged. */
  rows: AsyncIterable<string[][]>;
};

/** @throws DeskError `invalid_request` if it can't be read as a table */
async function openPasswordTable(
  source: ListSource,
  reading: Pick<PasswordReading, 'sheet' | 'includeHidden'>,
): Promise<PasswordTable> {
  if (source.kind === 'file' && isZip(source.bytes)) {
    const { rows, workbook } = await openWorkbook(source, reading, { isExact: true });
    return { rows, ...workbook };
  }
  const { text: raw, encoding } = textOf(source);
  const { text, named } = plainText(raw);
  const delimiter = named ?? delimiterOf(text);
  const rows = rowsOfText(text, delimiter, { isExact: true });
  return { rows, sheets: [], sheet: null, delimiter, encoding };
}

/**
 * The delimiter that yields the most addresses or column names. How evenly it splits the rows says
 * little: a password may contain any of them.
 */
function delimiterOf(text: string): Delimiter {
  let best: Delimiter = ';';
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const { data } = Papa.parse<string[]>(text.slice(0, LOOKED_AT), {
      delimiter,
      newline: '\n',
      preview: 50,
    });
    const free = data.filter((row) => row.length > 1 && row.some(isTelling)).length;
    if (free > most) [best, most] = [delimiter, free];
  }
  return best;
}

function isTelling(cell: string): boolean {
  const isPassword = passwordMeaningOf(foldName(cell)) === 'password';
  return isAddress(cell) || isPassword || meaningOfHeading(cell) === 'email';
}
