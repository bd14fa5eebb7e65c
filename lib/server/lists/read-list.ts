import 'server-only';
import type { BatchPreview, ChosenColumns, ListReading } from '@/lib/contract/invitations';
import { DeskError } from '@/lib/server/errors';
import { isZip, packageKind, pastedKind, refuseOtherKinds } from './file-kind';
import { asChosen, guessColumns } from './guess-columns';
import { splitAddresses } from './lines';
import { refusal } from './list-error';
import { cut, readTable, requireRoom, type ListEntry } from './read-table';
import { decodeText, shapeOf } from './read-text';
import { openSheet, rowsOfText, type OpenedSheet } from './table-rows';

/** What someone pasted or uploaded. */
export type ListSource = { kind: 'text'; text: string } | ListFile;
type ListFile = { kind: 'file'; name: string; bytes: Uint8Array };

export type ReadList = Pick<
  BatchPreview,
  'columns' | 'delimiter' | 'encoding' | 'sheets' | 'hiddenSheets' | 'sheet' | 'hidden'
> & {
  entries: ListEntry[];
};

/** From an earlier list with the same headers, if a person selected columns there. */
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
 * Reads what people paste or upload: a workbook, a table with or without a header, one address per
 * line, the address lines of mail programs.
 * @throws DeskError `invalid_request` beyond the limits
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
    const { rows, workbook } = await openWorkbook(source, reading);
    const { entries, columns } = await readTable(rows, columnsOf);
    return { entries, columns, ...workbook };
  }
  const { text, encoding } = textOf(source);
  const shape = await shapeOf(text, reading.columns ? 'table' : reading.shape);
  const base = { encoding, sheets: [], sheet: null };
  if (shape.kind === 'lines') {
    const entries = await splitAddresses(shape.text);
    requireRoom(entries.length);
    return {
      ...base,
      entries: entries.map(({ email, seats }) => ({ email: cut(email), seats: cut(seats) })),
      columns: noColumns,
      delimiter: null,
    };
  }
  const rows = rowsOfText(shape.text, shape.delimiter);
  const { isOneColumn, ...table } = await readTable(rows, columnsOf);
  return { ...base, ...table, delimiter: isOneColumn ? null : shape.delimiter };
}

type Workbook = Pick<
  ReadList,
  'delimiter' | 'encoding' | 'sheets' | 'hiddenSheets' | 'sheet' | 'hidden'
>;

/** One sheet of a workbook, and how to read it. @throws DeskError `invalid_request` */
export async function openWorkbook(
  { name, bytes }: ListFile,
  { sheet, includeHidden = false }: Pick<ListReading, 'sheet' | 'includeHidden'>,
  { isExact = false } = {},
): Promise<{ rows: OpenedSheet['rows']; workbook: Workbook }> {
  const opened = await openSheet({ bytes, sheet, includeHidden, isExact }).catch(
    (error: unknown) => {
      const isApple = error instanceof DeskError && error.errors?.[0]?.code === 'numbers';
      throw isApple ? refusal(packageKind(name)) : error;
    },
  );
  const { rows, hidden, ...sheets } = opened;
  const workbook = { ...sheets, delimiter: null, encoding: null };
  if (hidden.rows + hidden.columns === 0) return { rows, workbook };
  return { rows, workbook: { ...workbook, hidden: { ...hidden, isIncluded: includeHidden } } };
}

/** @throws DeskError if it isn't text */
export function textOf(
  source: ListSource,
): Pick<ReturnType<typeof decodeText>, 'text' | 'encoding'> {
  if (source.kind === 'text') {
    const kind = pastedKind(source.text);
    if (kind) throw refusal(kind);
    return { text: source.text, encoding: 'utf-8' };
  }
  refuseOtherKinds(source.name, source.bytes);
  return decodeText(source.bytes);
}
