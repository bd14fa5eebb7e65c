import 'server-only';
import { MAX_BATCH_ROWS, MAX_LIST_COLUMNS } from '@/lib/contract/invitations';
import { DeskError } from '@/lib/server/errors';

/** A list that can't be read: what is wrong, and in `detail` what to do about it. */
export function listError(
  { path = 'file', code }: { path?: string; code: string },
  detail: string,
): DeskError {
  const message = detail.split(/(?<=[.?!]) /)[0] ?? detail;
  return new DeskError('invalid_request', { detail, errors: [{ path, code, message }] });
}

type Facts = {
  /** From 1. */
  row?: number;
  /** The sheets that exist. */
  names?: readonly string[];
};

const SAVE = 'as XLSX or CSV, then upload that file.';
const OPEN_AND_SAVE = `Open it in your spreadsheet program, save it ${SAVE}`;

/** Why a list can't be read, and what to do. */
const sentences = {
  open_quote: ({ row }: Facts) =>
    `A quotation mark in row ${row} isn’t closed, so the rows can’t be told apart. Close or remove it, then upload the list again.`,
  too_many_rows: () =>
    `This list has more than ${MAX_BATCH_ROWS} rows, which is the maximum. Split it into smaller lists.`,
  too_many_columns: () =>
    `A row of this list has more than ${MAX_LIST_COLUMNS} columns. Keep only the columns you need, then upload the list again.`,
  too_spread: ({ row }: Facts) =>
    `This sheet has a cell as far down as row ${row}. Delete the empty rows above it, or save the list as CSV, then upload that file.`,
  too_hard: () =>
    'This list takes too much time or memory to read. Save it as CSV with only the columns you need, then upload that file.',
  damaged: () =>
    'This workbook can’t be read: it’s damaged or isn’t an XLSX file. Open it in your spreadsheet program, save it as XLSX or CSV, then upload that file.',
  too_large_unpacked: () =>
    'This workbook is too large. Save the sheet with the addresses as CSV, then upload that file.',
  encrypted: () =>
    'This file is password-protected. Save it without a password, or as CSV, then upload that file.',
  no_sheet: () => 'Every sheet in this workbook is empty. Choose another file.',
  hidden_sheets: () =>
    'All sheets with data are hidden in this workbook. Unhide the one with the list, save the workbook, then upload it again.',
  no_such_sheet: ({ names = [] }: Facts) =>
    `This workbook has no sheet with that name. Its sheets are ${names.map((name) => `“${name}”`).join(', ')}.`,
  xls: () => `This is a workbook in Excel’s old format (XLS). Open it, save it ${SAVE}`,
  pdf: () => 'This is a PDF. Save the list it was made from as XLSX or CSV, then upload that file.',
  rtf: () => 'This is a text document (RTF). Copy the list in it and paste it here.',
  html: () =>
    `This is a web page, which some programs save instead of a workbook. ${OPEN_AND_SAVE}`,
  xml: () => `This is an XML file. ${OPEN_AND_SAVE}`,
  vcard: () =>
    'These are address book cards (VCF). Export the address book as CSV, then upload that file.',
  xlsb: () => `This is a binary workbook (XLSB). Open it in Excel, save it ${SAVE}`,
  numbers: () =>
    'This is a Numbers document. Export it from Numbers as Excel or CSV, then upload that file.',
  pages: () => 'This is a Pages document. Copy the list in it and paste it here.',
  keynote: () => 'This is a Keynote presentation. Copy the list in it and paste it here.',
  ods: () => `This is an OpenDocument file. ${OPEN_AND_SAVE}`,
  docx: () => 'This is a Word document. Copy the list in it and paste it here.',
  pptx: () => 'This is a PowerPoint presentation. Copy the list in it and paste it here.',
  zip: () => 'This is a ZIP archive. Extract it, then upload the list inside.',
  packed: () => 'This is a compressed archive. Extract it, then upload the list inside.',
  shortcut: () =>
    'This is a shortcut to a file or a web page, not the file itself. Upload the file it points to.',
  cloud: () =>
    'This is a link to a document in Google Drive, not the document itself. Open it, download it as XLSX or CSV, then upload that file.',
  json: () =>
    'This is a JSON file. Export the list as CSV or XLSX and upload that file, or paste the addresses here.',
  yaml: () =>
    'This is a YAML file. Export the list as CSV or XLSX and upload that file, or paste the addresses here.',
  sql: () =>
    'This is an SQL dump. Export the table with the addresses as CSV, then upload that file.',
  mail: () =>
    'This is an email message. Copy the addresses in it and paste them here, or save its attachment and upload that file.',
  mailbox: () => 'This is a mailbox (PST). Export the contacts as CSV, then upload that file.',
  calendar: () => 'This is a calendar file (ICS). Copy the addresses in it and paste them here.',
  directory: () =>
    'This is a directory export (LDIF). Export the directory as CSV, then upload that file.',
  database: () => 'This is a database file. Export the list from it as CSV, then upload that file.',
  data_file: () =>
    'This is a data file (Parquet, Avro, ORC or Arrow). Convert it to CSV, then upload that file.',
  doc: () =>
    'This is a document in Word’s old format (DOC). Copy the list in it and paste it here.',
} satisfies Record<string, (facts: Facts) => string>;

export type Refusal = keyof typeof sentences;

export function refusal(code: Refusal, facts: Facts = {}): DeskError {
  const path = code === 'no_such_sheet' ? 'reading.sheet' : 'file';
  return listError({ path, code }, sentences[code](facts));
}

/** Maps a code from the process that reads a list. Unknown codes count as damage. */
export function refusalOf(code: string, facts: Facts): DeskError {
  return refusal(code in sentences ? (code as Refusal) : 'damaged', facts);
}
