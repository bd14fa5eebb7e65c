import 'server-only';
import Papa from 'papaparse';
import type { BatchPreview, ListReading } from '../../schemas/invitations';
import { isAddressLines } from './address-lines';
import { guessColumns } from './guess-columns';
import { looksLikeTable } from './table-shape';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Enough to tell the delimiter by; the parser's time can grow with the square of what it is given. */
export const LOOKED_AT = 16_000;
const LONGEST_HEADER = 8_000;

export type Delimiter = NonNullable<BatchPreview['delimiter']>;

export type TextShape =
  { kind: 'lines'; text: string } | { kind: 'table'; text: string; delimiter: Delimiter };

/** A text with one kind of line end (some files have several), and the delimiter where its first line names it. */
export function plainText(raw: string): { text: string; named: Delimiter | null } {
  const plain = raw.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const named = /^\s*sep=([,;\t|])\n/i.exec(plain);
  if (!named) return { text: plain, named: null };
  return { text: plain.slice(named[0].length), named: named[1] as Delimiter };
}

/** Whether a text is a table, and of which kind, or the address lines of mail programs. */
export function shapeOf(raw: string, said?: ListReading['shape']): TextShape {
  const { text, named } = plainText(raw);
  const firstLine = /^\s*(.*)/.exec(text.slice(0, LOOKED_AT))?.[1] ?? '';
  const delimiter = named ?? guessDelimiter(text, firstLine);
  // The header of a table settles what it is, even if its cells hold names with their addresses.
  const isTable =
    hasNamedColumns(firstLine, delimiter) ||
    looksLikeTable(text, delimiter) ||
    !isAddressLines(text);
  const isLines = said === undefined ? !isTable : said === 'addresses';
  return isLines ? { kind: 'lines', text } : { kind: 'table', text, delimiter };
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

function hasNamedColumns(firstLine: string, delimiter: string): boolean {
  if (firstLine.includes('@') || firstLine.length > LONGEST_HEADER) return false;
  const { data } = Papa.parse<string[]>(firstLine, { delimiter, preview: 1 });
  const columns = guessColumns(data);
  return columns.headers.length > 0 && columns.email !== null;
}
