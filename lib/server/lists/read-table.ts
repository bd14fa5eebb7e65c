import 'server-only';
import {
  MAX_BATCH_ROWS,
  MAX_LIST_COLUMNS,
  MAX_ROWS_TO_HEADINGS,
  type BatchPreview,
} from '@/lib/contract/invitations';
import { restoreCell } from '@/lib/shared/csv';
import type { Columns } from './guess-columns';
import { listError } from './list-error';

const ROWS_TO_GUESS_BY = 200;
const MAX_CELL = 1_000;
const MAX_SAMPLE = 200;
const SAMPLES = 3;
/** For a cell in the first rows. */
const MAX_SHOWN = 60;

/** One entry of a list as written; nothing has been checked yet. */
export type ListEntry = { email: string; seats: string };

export type Table = {
  entries: ListEntry[];
  columns: BatchPreview['columns'];
  isOneColumn: boolean;
};

/**
 * The entries of a table whose rows arrive in portions. Only the two relevant cells of a row are
 * kept. Rows without text are ignored.
 * @throws DeskError `invalid_request` beyond the limits
 */
export async function readTable(
  portions: AsyncIterable<string[][]>,
  columnsOf: (first: string[][]) => Promise<Columns>,
): Promise<Table> {
  const head: string[][] = [];
  let body: TableBody | null = null;
  for await (const portion of portions) {
    for (const row of portion) {
      const cells = withoutEmptyEnd(row);
      if (cells.length === 0) continue;
      requireWidth(cells);
      if (body) body.add(cells);
      else if (head.push(cells) === ROWS_TO_GUESS_BY) body = bodyOf(await columnsOf(head), head);
    }
  }
  body ??= bodyOf(await columnsOf(head), head);
  const { entries, samples, columns, width } = body;
  return {
    entries,
    columns: { ...columns, samples, firstRows: firstRowsOf(head) },
    isOneColumn: Math.max(width, ...head.map((row) => row.length)) < 2,
  };
}

function bodyOf(columns: Columns, head: readonly string[][]): TableBody {
  const body = new TableBody(columns);
  for (const row of head.slice((columns.headerRow ?? -1) + 1)) body.add(row);
  return body;
}

function firstRowsOf(head: readonly string[][]): string[][] {
  const rows = head.slice(0, MAX_ROWS_TO_HEADINGS);
  return rows.map((row) => row.map((cell) => cut(cell.trim(), MAX_SHOWN)));
}

class TableBody {
  readonly entries: ListEntry[] = [];
  readonly samples: string[][];
  width = 0;

  constructor(readonly columns: Columns) {
    this.samples = columns.headers.map(() => []);
  }

  add(row: readonly string[]): void {
    const { email, seats } = this.columns;
    this.entries.push({ email: cellAt(row, email), seats: cellAt(row, seats) });
    requireRoom(this.entries.length);
    this.width = Math.max(this.width, row.length);
    row.forEach((cell, column) => {
      const samples = (this.samples[column] ??= []);
      if (samples.length >= SAMPLES || cell.trim() === '') return;
      samples.push(cut(restoreCell(cell).trim(), MAX_SAMPLE));
    });
  }
}

/** @throws DeskError if a list can't have that many rows */
export function requireRoom(rows: number): void {
  if (rows <= MAX_BATCH_ROWS) return;
  throw listError(
    { path: 'rows', code: 'too_big' },
    `This list has more than ${MAX_BATCH_ROWS} rows, which is the maximum. Split it into smaller lists.`,
  );
}

/** As in the list, without what can't be stored: a NUL, half a character, overlong text. */
export function cut(text: string, length = MAX_CELL): string {
  return text.slice(0, length).replaceAll('\0', '\ufffd').toWellFormed();
}

function cellAt(row: readonly string[], column: number | null): string {
  return column === null ? '' : cut(restoreCell(row[column] ?? ''));
}

function withoutEmptyEnd(row: readonly string[]): string[] {
  return row.slice(0, row.findLastIndex((cell) => cell.trim() !== '') + 1);
}

export function requireWidth(row: readonly string[]): void {
  if (row.length <= MAX_LIST_COLUMNS) return;
  throw listError(
    { path: 'columns', code: 'too_many_columns' },
    `A row of this list has more than ${MAX_LIST_COLUMNS} columns. Keep only the columns you need, then upload the list again.`,
  );
}
