import 'server-only';
import Papa from 'papaparse';
import {
  MAX_ROWS_TO_HEADINGS,
  type BatchPreview,
  type ListReading,
} from '@/lib/contract/invitations';
import { guessColumns } from './guess-columns';
import { areHeadings } from './headings';
import { hasBothOrders, isAddressLines } from './lines';
import { listError } from './list-error';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Enough to determine the delimiter; the parser's time can grow with the square of its input. */
export const LOOKED_AT = 16_000;
const LONGEST_HEADER = 8_000;

export type Delimiter = NonNullable<BatchPreview['delimiter']>;

export type TextShape =
  { kind: 'lines'; text: string } | { kind: 'table'; text: string; delimiter: Delimiter };

/**
 * The line with which a list names its delimiter: `sep=;`, also in quotation marks, with spaces,
 * with the empty cells that a spreadsheet adds, and with a delimiter that isn't supported.
 */
const DELIMITER_LINE =
  /^[\s\ufeff]{0,100}["'\u201c\u201d\u201e]{0,3} {0,9}sep {0,9}= {0,9}["'\u201c\u201d\u201e]{0,3}(\\t|tab|[^\n"'\u201c\u201d])?(?:["'\u201c\u201d] ?){0,5}[,;\t| ]{0,200}(?:\n|$)/iu;
/** What East Asian keyboards type instead of a delimiter. */
const WIDE_DELIMITERS: Readonly<Record<string, Delimiter>> = {
  '\uff1b': ';',
  '\uff0c': ',',
  '\uff5c': '|',
  '\u3001': ',',
};

/**
 * A text with one kind of line break (some files have several), and the delimiter if its first line
 * names it.
 */
export function plainText(raw: string): { text: string; named: Delimiter | null } {
  const plain = withLineFeeds(raw.replace(/^\ufeff+/, ''));
  const line = DELIMITER_LINE.exec(plain.slice(0, LONGEST_HEADER));
  if (!line) return { text: plain, named: null };
  const [all, sign = ''] = line;
  const name = /^(?:\\t|tab)$/i.test(sign) ? '\t' : (WIDE_DELIMITERS[sign] ?? sign);
  const named = DELIMITERS.find((delimiter) => delimiter === name) ?? null;
  return { text: plain.slice(all.length), named };
}

const LINE_FEED = 10;

/** Each `\r\n` and `\r` as `\n`. */
function withLineFeeds(text: string): string {
  return mapUnits(text, '\r', (next) => (next === LINE_FEED ? null : LINE_FEED));
}

/**
 * Another character, or none, in each place of `from`, by the character that follows. For ten million
 * of them, `replaceAll` takes a second.
 */
function mapUnits(text: string, from: string, to: (next: number) => number | null): string {
  if (!text.includes(from)) return text;
  const replaced = from.charCodeAt(0);
  const units = new Uint16Array(text.length);
  let end = 0;
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    const mapped = unit === replaced ? to(text.charCodeAt(place + 1)) : unit;
    if (mapped === null) continue;
    units[end] = mapped;
    end += 1;
  }
  return Buffer.from(units.buffer, 0, 2 * end).toString('utf16le');
}

/** Whether a text is a table, and of which kind, or the address lines of mail programs. */
export async function shapeOf(raw: string, said?: ListReading['shape']): Promise<TextShape> {
  const { text: plain, named } = plainText(raw);
  const text = narrowed(plain);
  const firstLine = firstLineOf(text);
  const titled = named ?? delimiterBelowTitles(text);
  const delimiter = titled ?? guessDelimiter(text, firstLine);
  // A table's header decides, even if its cells have names with addresses.
  const isTable =
    hasNamedColumns(firstLine, delimiter) ||
    (named === null && titled !== null) ||
    (looksLikeTable(text, delimiter) && !(await hasBothOrders(text))) ||
    !(await isAddressLines(text));
  const isLines = said === undefined ? !isTable : said === 'addresses';
  return isLines ? { kind: 'lines', text } : { kind: 'table', text, delimiter };
}

function firstLineOf(text: string): string {
  return /^\s*(.*)/.exec(text.slice(0, LOOKED_AT))?.[1] ?? '';
}

/** A table whose headers are separated by full-width delimiters, converted to the usual ones. */
function narrowed(text: string): string {
  const firstLine = firstLineOf(text);
  for (const [wide, narrow] of Object.entries(WIDE_DELIMITERS)) {
    const isOne =
      firstLine.includes(wide) &&
      !text.includes(narrow) &&
      hasNamedColumns(firstLine.replaceAll(wide, narrow), narrow);
    if (isOne) return mapUnits(text, wide, () => narrow.charCodeAt(0));
  }
  return text;
}

function guessDelimiter(text: string, firstLine: string): Delimiter {
  const named = DELIMITERS.find(
    (delimiter) => firstLine.includes(delimiter) && hasNamedColumns(firstLine, delimiter),
  );
  if (named) return named;
  const { meta } = Papa.parse<string[]>(text.slice(0, LOOKED_AT), {
    preview: 50,
    newline: '\n',
    skipEmptyLines: 'greedy',
    delimitersToGuess: [...DELIMITERS],
  });
  return DELIMITERS.find((delimiter) => delimiter === meta.delimiter) ?? ',';
}

/** For the first row below titles that can only be column names. */
function delimiterBelowTitles(text: string): Delimiter | null {
  const lines = text
    .slice(0, LOOKED_AT)
    .split('\n')
    .filter((line) => line.trim() !== '');
  for (const line of lines.slice(1, MAX_ROWS_TO_HEADINGS)) {
    if (line.includes('@')) continue;
    for (const delimiter of DELIMITERS) {
      if (!line.includes(delimiter)) continue;
      const { data } = Papa.parse<string[]>(line, { delimiter, preview: 1 });
      const cells = data[0] ?? [];
      if (cells.filter((cell) => cell.trim() !== '').length > 1 && areHeadings(cells)) {
        return delimiter;
      }
    }
  }
  return null;
}

function hasNamedColumns(firstLine: string, delimiter: string): boolean {
  if (firstLine.includes('@') || firstLine.length > LONGEST_HEADER) return false;
  const { data } = Papa.parse<string[]>(firstLine, { delimiter, preview: 1 });
  const columns = guessColumns(data);
  return columns.headers.length > 0 && columns.email !== null;
}

type Encoding = NonNullable<BatchPreview['encoding']>;

const ZEROS_LOOKED_AT = 2_000;

/**
 * The text of an uploaded list, whatever program wrote it: by its byte order mark, by the zeros
 * that UTF-16 leaves in Latin text, as UTF-8 if it is valid, otherwise as Windows-1252. The mark is
 * removed.
 * @throws DeskError if it isn't text at all
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes('\0')) {
    throw listError(
      { code: 'not_text' },
      'This file isn’t text. Save the list as CSV or XLSX, then upload that file.',
    );
  }
  return { text, encoding };
}

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, ZEROS_LOOKED_AT);
  const zeros = [0, 1].map(
    (parity) => sample.filter((byte, at) => byte === 0 && at % 2 === parity).length,
  );
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 4 && even === 0) return 'utf-16le';
  if (even > sample.length / 4 && odd === 0) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Enough to recognize a table. */
const ROWS_LOOKED_AT = 50;

/**
 * Whether lines that each have several addresses are rows of a table: all have the same number of
 * cells, or no more than a first line without an address, which can only be a header.
 */
function looksLikeTable(text: string, delimiter: string): boolean {
  const { data } = Papa.parse<string[]>(text.slice(0, LOOKED_AT), {
    delimiter,
    newline: '\n',
    preview: ROWS_LOOKED_AT,
    skipEmptyLines: 'greedy',
  });
  // The last line may be cut off.
  const rows = text.length > LOOKED_AT ? data.slice(0, -1) : data;
  const width = widthOf(rows);
  if (rows.length < 2 || width < 2) return false;
  if (rows.some((row) => row.some(hasSeveralAddresses))) return false;
  const [first = [], ...others] = rows;
  const isHeaded = !first.some((cell) => cell.includes('@')) && first.length === width;
  return others.every((row) => (isHeaded ? row.length <= width : row.length === first.length));
}

/** Without columns that are empty in all rows, such as one caused by trailing separators. */
function widthOf(rows: readonly string[][]): number {
  return Math.max(0, ...rows.map((row) => row.findLastIndex((cell) => cell.trim() !== '') + 1));
}

function hasSeveralAddresses(cell: string): boolean {
  const first = cell.indexOf('@');
  const second = cell.indexOf('@', first + 1);
  if (second < 0) return false;
  // Outlook repeats the address if it has no name: `ann@x.example <ann@x.example>`.
  return !cell.includes('<') || cell.indexOf('@', second + 1) > 0;
}
