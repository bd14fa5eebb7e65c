import 'server-only';
import { listError } from './list-error';
import { encrypted, type Archive } from './unzip';

const SAVE = 'as XLSX or CSV, and drop that file.';

/** Whether the bytes are a ZIP archive, as an XLSX workbook is. */
export function isZip(bytes: Uint8Array): boolean {
  return startsWith(bytes, 'PK\u0003\u0004') || startsWith(bytes, 'PK\u0005\u0006');
}

/** @throws ApiError where the file is of a kind that is known and not read, with what to do */
export function refuseOtherKinds(bytes: Uint8Array): void {
  if (startsWith(bytes, '\u00d0\u00cf\u0011\u00e0')) {
    if (Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'))) throw encrypted();
    throw otherKind(
      'xls',
      `This is a workbook of Excel’s old kind (XLS). Open it, save it ${SAVE}`,
    );
  }
  if (startsWith(bytes, '%PDF')) {
    throw otherKind(
      'pdf',
      'This is a PDF. Save the list it was made from as XLSX or CSV, and drop that file.',
    );
  }
  if (startsWith(bytes, '{\\rtf')) {
    throw otherKind('rtf', 'This is a text document (RTF). Copy the list in it and paste it here.');
  }
  const start = Buffer.from(bytes.subarray(0, 2_000)).toString('latin1').replace(/^ï»¿/, '');
  if (/^\s*(?:<!doctype html|<html|<meta|<table)/i.test(start)) {
    throw otherKind(
      'html',
      `This is a web page, as some programs write it in place of a workbook. Open it in your spreadsheet program, save it ${SAVE}`,
    );
  }
  if (/^\s*<\?xml/i.test(start)) {
    throw otherKind(
      'xml',
      `This is an XML file. Open it in your spreadsheet program, save it ${SAVE}`,
    );
  }
  if (/^\s*BEGIN:VCARD/i.test(start)) {
    throw otherKind(
      'vcard',
      'These are address book cards (VCF). Export the address book as CSV, and drop that file.',
    );
  }
}

/** @throws ApiError where the archive is no XLSX workbook */
export function requireWorkbook(archive: Archive): void {
  if (archive.has('xl/workbook.xml')) return;
  const names = archive.names();
  if (archive.has('xl/workbook.bin')) {
    throw otherKind('xlsb', `This is a binary workbook (XLSB). Open it in Excel, save it ${SAVE}`);
  }
  if (names.some((name) => name.endsWith('.iwa'))) {
    throw otherKind(
      'numbers',
      'This is a Numbers document. Export it from Numbers as Excel or CSV, and drop that file.',
    );
  }
  if (archive.has('content.xml')) {
    throw otherKind(
      'ods',
      `This is an OpenDocument file. Open it in your spreadsheet program, save it ${SAVE}`,
    );
  }
  if (archive.has('word/document.xml')) {
    throw otherKind('docx', 'This is a Word document. Copy the list in it and paste it here.');
  }
  throw otherKind('zip', 'This is a ZIP archive. Unpack it, and drop the list that is in it.');
}

function otherKind(code: string, sentence: string) {
  return listError({ code }, sentence);
}

function startsWith(bytes: Uint8Array, mark: string): boolean {
  return [...mark].every((character, at) => bytes[at] === character.charCodeAt(0));
}
