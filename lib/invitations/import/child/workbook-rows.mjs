import { zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { inflatePart } from './inflate-part.mjs';
import { vetSheetXml } from './sheet-xml.mjs';
import { tidyRow } from './tidy-row.mjs';

/** What no cell can hold stands for one that isn't the text somebody wrote. */
const NO_TEXT = '\0';
const ERROR_VALUE = /^#(?:N\/A|NAME\?|REF!|VALUE!|DIV\/0!|NULL!|NUM!)$/;
/** Spreadsheets keep fifteen digits of a number. */
const FIRST_INEXACT = 1e15;

/**
 * Hands over the rows of a workbook's sheet as text, as a person reads them there. The parser gets a
 * workbook put together anew from the parts that were counted, and no others: what was counted is
 * what is read.
 * @param {{ parts: Record<string, import('./inflate-part.mjs').PackedPart>, sheetPath: string, position: number, mostRows: number, isExact: boolean }} workbook
 * @param {(row: string[]) => void} take
 */
export async function workbookRows(workbook, take) {
  const { parts, sheetPath, position, mostRows, isExact } = workbook;
  const unpacked = Object.entries(parts).map(([name, part]) => [name, inflatePart(part)]);
  const files = Object.fromEntries(unpacked);
  const sheet = new TextDecoder().decode(files[sheetPath]);
  const vetted = new TextEncoder().encode(vetSheetXml(sheet, mostRows));
  const archive = zipSync({ ...files, [sheetPath]: vetted }, { level: 0 });
  const rows = await readSheet(Buffer.from(archive), position, {
    trim: false,
    parseNumber: isExact ? exactNumber : textOfNumber,
  });
  for (const row of rows) {
    const tidy = tidyRow(row.map(isExact ? exactText : textOf));
    if (tidy.length > 0) take(tidy);
  }
}

/** @param {unknown} value */
function textOf(value) {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return textOfDate(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}

/**
 * Only what was written as text, or as a number that is kept: a day, a truth value or an error is
 * what a spreadsheet made of it. @param {unknown} value
 */
function exactText(value) {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' && !ERROR_VALUE.test(value) ? value : NO_TEXT;
}

/** A day, or a moment where the cell has a time as well. @param {Date} date */
function textOfDate(date) {
  if (Number.isNaN(date.valueOf())) return '#DATE';
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

/** With the fifteen digits that spreadsheets show: 0.1 + 0.2 is stored with seventeen. @param {string} text */
function textOfNumber(text) {
  const number = Number(text);
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : text;
}

/** @param {string} text */
function exactNumber(text) {
  return Math.abs(Number(text)) < FIRST_INEXACT ? textOfNumber(text) : NO_TEXT;
}
