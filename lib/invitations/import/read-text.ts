import 'server-only';
import Papa from 'papaparse';
import type { BatchPreview } from '../../schemas/invitations';
import { isAddressLines } from './address-lines';
import { guessColumns } from './guess-columns';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Enough to tell the delimiter by; the parser's time can grow with the square of what it is given. */
const LOOKED_AT = 16_000;
const LONGEST_HEADER = 8_000;

type Delimiter = NonNullable<BatchPreview['delimiter']>;

export type TextShape =
  { kind: 'lines'; text: string } | { kind: 'table'; text: string; delimiter: Delimiter };

/** Whether a text is a table, and of which kind, or the address lines of mail programs. */
export function shapeOf(raw: string, isTable: boolean): TextShape {
  // One kind of line end: some files have several.
  const plain = raw.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const named = /^\s*sep=([,;\t|])\n/i.exec(plain);
  const text = named ? plain.slice(named[0].length) : plain;
  const firstLine = /^\s*(.*)/.exec(text.slice(0, LOOKED_AT))?.[1] ?? '';
  const delimiter = (named?.[1] as Delimiter | undefined) ?? guessDelimiter(text, firstLine);
  // The header of a table settles what it is, even if its cells hold names with their addresses.
  const isLines = !isTable && !hasNamedColumns(firstLine, delimiter) && isAddressLines(text);
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
