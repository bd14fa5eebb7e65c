import 'server-only';
import Papa from 'papaparse';

/** Enough to see a table by. */
const LOOKED_AT = 16_000;
const ROWS_LOOKED_AT = 50;

/**
 * Whether lines that each hold several addresses are rows of a table: all have as many cells, or no
 * more than a first line that holds no address and so can only be headings.
 */
export function looksLikeTable(text: string, delimiter: string): boolean {
  const { data } = Papa.parse<string[]>(text.slice(0, LOOKED_AT), {
    delimiter,
    newline: '\n',
    preview: ROWS_LOOKED_AT,
    skipEmptyLines: 'greedy',
  });
  // The last line may have been cut in its middle.
  const rows = text.length > LOOKED_AT ? data.slice(0, -1) : data;
  const width = widthOf(rows);
  if (rows.length < 2 || width < 2) return false;
  if (rows.some((row) => row.some(hasSeveralAddresses))) return false;
  const [first = [], ...others] = rows;
  const isHeaded = !first.some((cell) => cell.includes('@')) && first.length === width;
  return others.every((row) => (isHeaded ? row.length <= width : row.length === first.length));
}

/** Without columns that are empty in all rows, as separators at the line ends make one. */
function widthOf(rows: readonly string[][]): number {
  return Math.max(0, ...rows.map((row) => row.findLastIndex((cell) => cell.trim() !== '') + 1));
}

function hasSeveralAddresses(cell: string): boolean {
  const first = cell.indexOf('@');
  const second = cell.indexOf('@', first + 1);
  if (second < 0) return false;
  // Outlook repeats the address where it knows no name: `ann@x.example <ann@x.example>`.
  return !cell.includes('<') || cell.indexOf('@', second + 1) > 0;
}
