import 'server-only';
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { CSV_START, csvLine, neutralizeCell } from '@/lib/shared/csv';

/** Lines generated at once while the client reads them. */
const LINES = 1_000;

/** Null: unknown. */
export type Cell = string | number | null;

export type Table = {
  /** The sheet's name in a workbook. */
  name: string;
  headings: readonly string[];
  /** Those whose cells are days, `YYYY-MM-DD`. */
  dayHeadings?: readonly string[];
  length: number;
  rowAt: (index: number) => Cell[];
};

/**
 * A table as a file: CSV (UTF-8 with a byte order mark, so that Excel reads it correctly; RFC 4180)
 * generated while it is sent, or XLSX. Text that a spreadsheet could run is neutralized in both.
 */
export async function writeTable(
  format: 'csv' | 'xlsx',
  table: Table,
): Promise<ReadableStream | Uint8Array<ArrayBuffer>> {
  if (format === 'xlsx') return xlsx(table);
  const { headings, length, rowAt } = table;
  return writeLines(length, CSV_START + csvLine(headings), (index) => csvLine(rowAt(index)));
}

/** Text, generated while it is sent. */
export function writeLines(
  length: number,
  start: string,
  lineAt: (index: number) => string,
): ReadableStream {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(start)),
    pull(controller) {
      const end = Math.min(next + LINES, length);
      let some = '';
      for (; next < end; next += 1) some += lineAt(next);
      if (some !== '') controller.enqueue(encoder.encode(some));
      if (next >= length) controller.close();
    },
  });
}

async function xlsx(table: Table): Promise<Uint8Array<ArrayBuffer>> {
  const { name, headings, dayHeadings = [], length, rowAt } = table;
  const titles = headings.map((value) => ({ value, fontWeight: 'bold' as const }));
  const rows = Array.from({ length }, (_, index) =>
    rowAt(index).map((cell, column) =>
      dayHeadings.includes(headings[column] ?? '') ? dayCell(cell) : textCell(cell),
    ),
  );
  const sheet: SheetData = [titles, ...rows];
  const columns = headings.map((_, column) => ({ width: column === 0 ? 36 : 14 }));
  const file = writeXlsxFile(sheet, { sheet: name, columns, stickyRowsCount: 1 });
  return Uint8Array.from(await file.toBuffer());
}

function textCell(cell: Cell): Cell {
  return typeof cell === 'string' ? neutralizeCell(cell) : cell;
}

/**
 * A day that a spreadsheet can sort and calculate with. Its calendar starts in 1900, with one day
 * too many in February.
 */
function dayCell(day: Cell) {
  if (typeof day !== 'string' || day < '1900-03-01') return textCell(day);
  return { value: new Date(`${day}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
}
