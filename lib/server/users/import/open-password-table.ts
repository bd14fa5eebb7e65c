import 'server-only';
import Papa from 'papaparse';
import { foldName, meaningOfHeading } from '@/lib/server/lists/column-names';
import { isZip } from '@/lib/server/lists/file-kind';
import { isAddress } from '@/lib/server/lists/guess-columns';
import { openWorkbook, textOf, type ListSource } from '@/lib/server/lists/read-list';
import { DELIMITERS, LOOKED_AT, plainText, type Delimiter } from '@/lib/server/lists/read-text';
import { rowsOfText } from '@/lib/server/lists/table-rows';
import type { PasswordList, PasswordReading } from '@/lib/contract/password-lists';
import { passwordMeaningOf } from './password-column-names';

export type PasswordTable = Pick<
  PasswordList,
  'delimiter' | 'encoding' | 'sheets' | 'hiddenSheets' | 'sheet' | 'hidden'
> & {
  /** In portions, their cells exactly as they stand. */
  rows: AsyncIterable<string[][]>;
};

/** @throws DeskError `invalid_request` where it can't be read as a table */
export async function openPasswordTable(
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
 * The delimiter that sets most addresses, or names of columns, free. How evenly it cuts the rows says little: a
 * password may hold any of them.
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
