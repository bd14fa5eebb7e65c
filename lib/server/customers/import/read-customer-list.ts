import 'server-only';
import Papa from 'papaparse';
import {
  MOST_IMPORTED,
  type CustomerList,
  type CustomerListColumns,
  type CustomerListReading,
} from '@/lib/contract/customer-lists';
import { MAX_ROWS_TO_HEADINGS } from '@/lib/contract/invitations';
import { isZip } from '@/lib/server/lists/file-kind';
import { listError } from '@/lib/server/lists/list-error';
import { openWorkbook, textOf, type ListSource } from '@/lib/server/lists/read-list';
import { cut, requireWidth } from '@/lib/server/lists/read-table';
import { DELIMITERS, LOOKED_AT, plainText, type Delimiter } from '@/lib/server/lists/read-text';
import { rowsOfText } from '@/lib/server/lists/table-rows';
import { restoreCell } from '@/lib/shared/csv';
import { formatNumber } from '@/lib/shared/format';
import { guessColumns, knownNames } from './guess-columns';

const ROWS_TO_GUESS_BY = 200;
/** Longer than any field may be, so that one that is too long is told. */
const MAX_CELL = 6_000;
const MAX_SAMPLE = 80;
const SAMPLES = 3;

export type ReadCustomerList = Omit<CustomerList, 'rows' | 'counts'> & {
  /** The cells of each row as in the list, without the header; none if the columns aren't certain. */
  entries: string[][];
};

/**
 * Reads a list of customers as people upload or paste it: a workbook or a table.
 * @param ownFields the names of own fields that customers have
 * @throws DeskError `invalid_request` beyond the limits, or if it can't be read
 */
export async function readCustomerList(
  source: ListSource,
  reading: CustomerListReading,
  ownFields: readonly string[],
): Promise<ReadCustomerList> {
  const { rows: portions, ...table } = await openTable(source, reading);
  const rows: string[][] = [];
  for await (const portion of portions) {
    for (const row of portion) {
      const cells = row.map((cell) => cut(restoreCell(cell).trim(), MAX_CELL));
      if (cells.every((cell) => cell === '')) continue;
      requireWidth(cells);
      requireRoom(rows.push(cells) - MAX_ROWS_TO_HEADINGS);
    }
  }
  if (rows.length === 0 && table.sheets.length < 2 && !table.hidden) {
    throw listError({ path: 'rows', code: 'empty' }, 'This list is empty.');
  }
  const head = rows.slice(0, ROWS_TO_GUESS_BY);
  const columns = reading.columns
    ? { ...reading.columns, isSure: true }
    : guessColumns(head, ownFields);
  const body = rows.slice(columns.headerRow === null ? 0 : columns.headerRow + 1);
  requireRoom(body.length);
  return {
    ...table,
    columns: { ...columns, ...shownOf(head, columns) },
    entries: columns.isSure ? body : [],
  };
}

/** What a person sees of the list to say which column is which. */
function shownOf(head: readonly string[][], { kinds, headerRow }: CustomerListColumns) {
  const width = Math.max(kinds.length, ...head.map((row) => row.length));
  const body = head.slice(headerRow === null ? 0 : headerRow + 1);
  const names = headerRow === null ? [] : (head[headerRow] ?? []);
  return {
    headers: headerRow === null ? [] : names.map((name) => cut(name, MAX_SAMPLE)),
    samples: Array.from({ length: width }, (_, at) =>
      body
        .map((row) => cut(row[at] ?? '', MAX_SAMPLE))
        .filter((cell) => cell !== '')
        .slice(0, SAMPLES),
    ),
    firstRows: head
      .slice(0, MAX_ROWS_TO_HEADINGS)
      .map((row) => row.map((cell) => cut(cell, MAX_SAMPLE))),
  };
}

function requireRoom(rows: number): void {
  if (rows <= MOST_IMPORTED) return;
  throw listError(
    { path: 'rows', code: 'too_big' },
    `This list has more than ${formatNumber(MOST_IMPORTED)} customers, which is the maximum. Split it into smaller lists.`,
  );
}

type OpenedTable = Omit<ReadCustomerList, 'columns' | 'entries'> & {
  rows: AsyncIterable<string[][]>;
};

async function openTable(source: ListSource, reading: CustomerListReading): Promise<OpenedTable> {
  if (source.kind === 'file' && isZip(source.bytes)) {
    const { rows, workbook } = await openWorkbook(source, reading);
    return { rows, ...workbook };
  }
  const { text: raw, encoding } = textOf(source);
  const { text, named } = plainText(raw);
  const delimiter = named ?? delimiterOf(text);
  return { rows: rowsOfText(text, delimiter), sheets: [], sheet: null, delimiter, encoding };
}

/** The one that gives the most known column names, otherwise the one that splits most evenly. */
function delimiterOf(text: string): Delimiter {
  const looked = text.slice(0, LOOKED_AT);
  const parse = (delimiter: Delimiter) =>
    Papa.parse<string[]>(looked, { delimiter, newline: '\n', preview: MAX_ROWS_TO_HEADINGS }).data;
  const counts = DELIMITERS.map((delimiter) => knownNames(parse(delimiter)));
  const most = Math.max(...counts);
  const named = DELIMITERS[counts.indexOf(most)];
  if (most > 1 && named) return named;
  const { meta } = Papa.parse<string[]>(looked, {
    ...{ newline: '\n', preview: 50, delimitersToGuess: [...DELIMITERS] },
  });
  return DELIMITERS.find((one) => one === meta.delimiter) ?? ';';
}
