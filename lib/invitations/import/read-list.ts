import 'server-only';
import type { BatchPreview, ChosenColumns, ListReading } from '../../schemas/invitations';
import { splitAddresses } from './address-lines';
import { decodeText } from './decode-text';
import { isZip, refuseOtherKinds } from './file-kind';
import { asChosen, guessColumns } from './guess-columns';
import { openWorkbook } from './open-workbook';
import { cut, readTable, requireRoom, type ListEntry } from './read-table';
import { shapeOf } from './read-text';
import { rowsOfSheet, rowsOfText } from './table-rows';

/** What somebody pasted, or dropped. */
export type ListSource =
  { kind: 'text'; text: string } | { kind: 'file'; name: string; bytes: Uint8Array };

export type ReadList = Pick<
  BatchPreview,
  'columns' | 'delimiter' | 'encoding' | 'sheets' | 'hiddenSheets' | 'sheet'
> & {
  entries: ListEntry[];
};

/** Of an earlier list with the same headings, if a person has chosen there. */
export type EarlierChoice = (
  firstRows: readonly (readonly string[])[],
) => Promise<ChosenColumns | null>;

const noColumns: ReadList['columns'] = {
  email: null,
  seats: null,
  headers: [],
  headerRow: null,
  isSure: true,
  candidates: [],
  samples: [],
  firstRows: [],
};

const noChoice: EarlierChoice = () => Promise.resolve(null);

/**
 * Reads what people paste or drop: a workbook, a table with or without header, one address a line,
 * the address lines of mail programs. @throws ApiError `invalid_request` past the limits
 */
export async function readList(
  source: ListSource,
  reading: ListReading = {},
  earlierChoice = noChoice,
): Promise<ReadList> {
  const columnsOf = async (first: string[][]) => {
    const chosen = reading.columns ?? (await earlierChoice(first));
    return chosen ? asChosen(first, chosen) : guessColumns(first);
  };
  if (source.kind === 'file' && isZip(source.bytes)) {
    const { sheet, name, ...sheets } = openWorkbook(source.bytes, reading.sheet);
    const { entries, columns } = await readTable(rowsOfSheet(sheet), columnsOf);
    return { entries, columns, ...sheets, sheet: name, delimiter: null, encoding: null };
  }
  const { text, encoding } = textOf(source);
  const shape = shapeOf(text, reading.columns ? 'table' : reading.shape);
  const base = { encoding, sheets: [], sheet: null };
  if (shape.kind === 'lines') {
    const entries = await splitAddresses(shape.text);
    requireRoom(entries.length);
    return {
      ...base,
      entries: entries.map((entry) => ({ email: cut(entry), seats: '' })),
      columns: noColumns,
      delimiter: null,
    };
  }
  const rows = rowsOfText(shape.text, shape.delimiter);
  const { isOneColumn, ...table } = await readTable(rows, columnsOf);
  return { ...base, ...table, delimiter: isOneColumn ? null : shape.delimiter };
}

/** @throws ApiError where it is no text */
export function textOf(
  source: ListSource,
): Pick<ReturnType<typeof decodeText>, 'text' | 'encoding'> {
  if (source.kind === 'text') return { text: source.text, encoding: 'utf-8' };
  refuseOtherKinds(source.bytes);
  return decodeText(source.bytes);
}
