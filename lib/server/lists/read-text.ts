import 'server-only';
import Papa from 'papaparse';
import {
  MAX_ROWS_TO_HEADINGS,
  type BatchPreview,
  type ListReading,
} from '@/lib/contract/invitations';
import { areHeadings } from './find-headings';
import { hasBothOrders, isAddressLines } from './address-lines';
import { guessColumns } from './guess-columns';
import { looksLikeTable } from './table-shape';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Enough to tell the delimiter by; the parser's time can grow with the square of what it is given. */
export const LOOKED_AT = 16_000;
const LONGEST_HEADER = 8_000;

export type Delimiter = NonNullable<BatchPreview['delimiter']>;

export type TextShape =
  { kind: 'lines'; text: string } | { kind: 'table'; text: string; delimiter: Delimiter };

/**
 * The line by which a list names its delimiter: `sep=;`, also in quotation marks, with blanks, with
 * the empty cells that a spreadsheet adds, and with a delimiter nobody here reads.
 */
const DELIMITER_LINE =
  /^[\s\ufeff]{0,100}["'\u201c\u201d\u201e]{0,3} {0,9}sep {0,9}= {0,9}["'\u201c\u201d\u201e]{0,3}(\\t|tab|[^\n"'\u201c\u201d])?(?:["'\u201c\u201d] ?){0,5}[,;\t| ]{0,200}(?:\n|$)/iu;
/** What East Asian keyboards write in the place of a delimiter. */
const WIDE_DELIMITERS: Readonly<Record<string, Delimiter>> = {
  '\uff1b': ';',
  '\uff0c': ',',
  '\uff5c': '|',
  '\u3001': ',',
};

/** A text with one kind of line end (some files have several), and the delimiter where its first line names it. */
export function plainText(raw: string): { text: string; named: Delimiter | null } {
  const plain = raw.replace(/^\ufeff+/, '').replace(/\r\n?/g, '\n');
  const line = DELIMITER_LINE.exec(plain.slice(0, LONGEST_HEADER));
  if (!line) return { text: plain, named: null };
  const [all, sign = ''] = line;
  const name = /^(?:\\t|tab)$/i.test(sign) ? '\t' : (WIDE_DELIMITERS[sign] ?? sign);
  const named = DELIMITERS.find((delimiter) => delimiter === name) ?? null;
  return { text: plain.slice(all.length), named };
}

/** Whether a text is a table, and of which kind, or the address lines of mail programs. */
export async function shapeOf(raw: string, said?: ListReading['shape']): Promise<TextShape> {
  const { text: plain, named } = plainText(raw);
  const text = narrowed(plain);
  const firstLine = firstLineOf(text);
  const titled = named ?? delimiterBelowTitles(text);
  const delimiter = titled ?? guessDelimiter(text, firstLine);
  // The header of a table settles what it is, even if its cells hold names with their addresses.
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

/** A table whose headings have wide delimiters between them, with the usual ones. */
function narrowed(text: string): string {
  const firstLine = firstLineOf(text);
  for (const [wide, narrow] of Object.entries(WIDE_DELIMITERS)) {
    const isOne =
      firstLine.includes(wide) &&
      !text.includes(narrow) &&
      hasNamedColumns(firstLine.replaceAll(wide, narrow), narrow);
    if (isOne) return text.replaceAll(wide, narrow);
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

/** Of the first row below titles that can only be the names of columns. */
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
