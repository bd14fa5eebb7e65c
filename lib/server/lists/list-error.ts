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
  /** Of the sheets there are. */
  names?: readonly string[];
};

const SAVE = 'as XLSX or CSV, and drop that file.';
const OPEN_AND_SAVE = `Open it in your spreadsheet program, save it ${SAVE}`;

/** What is wrong with a list that isn't read, and what to do. */
const sentences = {
  open_quote: ({ row }: Facts) =>
    `A quotation mark in row ${row} is not closed where its cell ends, so it can’t be told which rows belong together. Close it or take it out, and drop the list again.`,
  too_many_rows: () =>
    `This list has more than ${MAX_BATCH_ROWS} rows, the most a list can have. Split it and send the parts one after the other.`,
  too_many_columns: () =>
    `A row of this list has more than ${MAX_LIST_COLUMNS} columns. Keep the columns that are needed, and drop the list again.`,
  too_spread: ({ row }: Facts) =>
    `This sheet has a cell as far down as row ${row}. Delete the empty rows above it, or save the list as CSV, and drop that file.`,
  too_hard: () =>
    'Reading this list takes more time or memory than a list of people ever does. Save it as CSV with the columns that are needed, and drop that file.',
  damaged: () =>
    'This workbook can’t be read: it is damaged or no XLSX file. Open it in your spreadsheet program, save it as XLSX or CSV, and drop that file.',
  too_large_unpacked: () =>
    'This workbook holds far more than a list of people. Save the sheet with the addresses as CSV, and drop that file.',
  encrypted: () =>
    'This file is protected by a password. Save it without one, or as CSV, and drop that file.',
  no_sheet: () => 'This workbook has no sheet with cells. Drop another file.',
  hidden_sheets: () =>
    'All sheets with cells are hidden in this workbook. Unhide the one with the list in your spreadsheet program, save it, and drop the file again.',
  no_such_sheet: ({ names = [] }: Facts) =>
    `This workbook has no sheet of this name. It has ${names.map((name) => `“${name}”`).join(', ')}.`,
  xls: () => `This is a workbook of Excel’s old kind (XLS). Open it, save it ${SAVE}`,
  pdf: () => 'This is a PDF. Save the list it was made from as XLSX or CSV, and drop that file.',
  rtf: () => 'This is a text document (RTF). Copy the list in it and paste it here.',
  html: () =>
    `This is a web page, as some programs write it in place of a workbook. ${OPEN_AND_SAVE}`,
  xml: () => `This is an XML file. ${OPEN_AND_SAVE}`,
  vcard: () =>
    'These are address book cards (VCF). Export the address book as CSV, and drop that file.',
  xlsb: () => `This is a binary workbook (XLSB). Open it in Excel, save it ${SAVE}`,
  numbers: () =>
    'This is a Numbers document. Export it from Numbers as Excel or CSV, and drop that file.',
  pages: () => 'This is a Pages document. Copy the list in it and paste it here.',
  keynote: () => 'This is a Keynote presentation. Copy the list in it and paste it here.',
  ods: () => `This is an OpenDocument file. ${OPEN_AND_SAVE}`,
  docx: () => 'This is a Word document. Copy the list in it and paste it here.',
  pptx: () => 'This is a PowerPoint presentation. Copy the list in it and paste it here.',
  zip: () => 'This is a ZIP archive. Unpack it, and drop the list that is in it.',
  packed: () => 'This is a packed archive. Unpack it, and drop the list that is in it.',
  shortcut: () =>
    'This is a shortcut to a file or a web page, not the file itself. Open it, and drop the file it leads to.',
  cloud: () =>
    'This is a link to a document in Google Drive, not the document itself. Open it, download it as XLSX or CSV, and drop that file.',
  json: () =>
    'This is a JSON file. Export the list as CSV or XLSX, and drop that file, or paste the addresses here.',
  yaml: () =>
    'This is a YAML file. Export the list as CSV or XLSX, and drop that file, or paste the addresses here.',
  sql: () => 'This is an SQL dump. Export the table with the addresses as CSV, and drop that file.',
  mail: () =>
    'This is an email message. Copy the addresses in it and paste them here, or save its attachment and drop that file.',
  mailbox: () => 'This is a mailbox (PST). Export the contacts as CSV, and drop that file.',
  calendar: () => 'This is a calendar file (ICS). Copy the addresses in it and paste them here.',
  directory: () =>
    'This is a directory export (LDIF). Export the directory as CSV, and drop that file.',
  database: () => 'This is a database file. Export the list from it as CSV, and drop that file.',
  data_file: () =>
    'This is a data file (Parquet, Avro, ORC or Arrow). Convert it to CSV, and drop that file.',
  doc: () =>
    'This is a Word document of the old kind (DOC). Copy the list in it and paste it here.',
} satisfies Record<string, (facts: Facts) => string>;

export type Refusal = keyof typeof sentences;

export function refusal(code: Refusal, facts: Facts = {}): DeskError {
  const path = code === 'no_such_sheet' ? 'reading.sheet' : 'file';
  return listError({ path, code }, sentences[code](facts));
}

/** As a process that reads a list names it. What it has no name for is damage. */
export function refusalOf(code: string, facts: Facts): DeskError {
  return refusal(code in sentences ? (code as Refusal) : 'damaged', facts);
}
