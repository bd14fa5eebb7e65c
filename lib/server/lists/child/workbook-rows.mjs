import { Archive } from './archive.mjs';
import { readDateStyles, readSharedStrings } from './cell-formats.mjs';
import { readCells } from './sheet-cells.mjs';
import { StoppedError, tidyRow } from './tidy-row.mjs';
import { findParts } from './workbook-parts.mjs';

/**
 * `sheet` is the name of the one to read; if left out, the first visible one.
 * @typedef {{ bytes: Uint8Array, sheet?: string, includeHidden: boolean, isExact: boolean, mostRows: number }} Workbook
 * @typedef {{ rows: number, columns: number }} HiddenCounts
 * @typedef {{ sheet: string, sheets: string[], hiddenSheets: string[], hidden: HiddenCounts }} Opened
 */

/**
 * Passes on a workbook's description, then the rows of one of its sheets as text. What the sheet
 * hides is counted, and left out unless requested.
 * @param {Workbook} workbook
 * @param {(opened: Opened) => void} tell
 * @param {(row: string[]) => void} take
 */
export async function workbookRows(workbook, tell, take) {
  const { includeHidden, isExact, mostRows } = workbook;
  const archive = await Archive.open(workbook.bytes);
  const parts = await findParts(archive);
  const sheet = chosenSheet(parts.sheets, workbook.sheet);
  const strings = await readSharedStrings(archive, parts.strings);
  const dateStyles = await readDateStyles(archive, parts.styles);
  const context = { strings, dateStyles, is1904: parts.is1904, isExact, mostRows };
  const cells = await readCells(archive.read(sheet.path), context);
  cells.rows.sort((one, other) => one.number - other.number);
  spreadMerged(cells);
  const hidden = countHidden(cells);
  tell({
    sheet: sheet.name,
    sheets: parts.sheets.map(({ name }) => name),
    hiddenSheets: parts.sheets.filter(({ isHidden }) => isHidden).map(({ name }) => name),
    hidden,
  });
  for (const row of cells.rows) {
    if (row.isHidden && !includeHidden) continue;
    const isShown = (/** @type {number} */ at) => includeHidden || !cells.hiddenColumns.has(at + 1);
    const tidy = tidyRow(row.cells.map((cell, at) => (isShown(at) ? cell : '')));
    if (tidy.length > 0) take(tidy);
  }
}

/**
 * @param {readonly import('./workbook-parts.mjs').Sheet[]} sheets
 * @param {string | undefined} chosen
 */
function chosenSheet(sheets, chosen) {
  const sheet =
    chosen === undefined
      ? sheets.find(({ isHidden }) => !isHidden)
      : sheets.find(({ name }) => name === chosen);
  if (sheet) return sheet;
  if (sheets.length === 0) throw new StoppedError('no_sheet');
  const names = sheets.slice(0, 10).map(({ name }) => name);
  throw new StoppedError(
    chosen === undefined ? 'hidden_sheets' : 'no_such_sheet',
    undefined,
    names,
  );
}

/**
 * A value merged over several rows applies to each of them that has anything else.
 * @param {import('./sheet-cells.mjs').SheetCells} cells
 */
function spreadMerged({ rows, merges }) {
  for (const { top, bottom, left } of merges) {
    const first = firstFrom(rows, top);
    const value = rows[first]?.number === top ? (rows[first]?.cells[left - 1] ?? '') : '';
    if (value === '') continue;
    for (let at = first + 1; at < rows.length; at += 1) {
      const row = rows[at];
      if (!row || row.number > bottom) break;
      while (row.cells.length < left) row.cells.push('');
      row.cells[left - 1] ||= value;
    }
  }
}

/**
 * Position of the first row with this number or a greater one.
 * @param {readonly { number: number }[]} rows
 * @param {number} number
 */
function firstFrom(rows, number) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Counts of nonempty hidden rows and columns.
 * @param {import('./sheet-cells.mjs').SheetCells} cells
 * @returns {HiddenCounts}
 */
function countHidden({ rows, hiddenColumns }) {
  /** @param {string[]} cells */
  const isFilled = (cells) => cells.some((cell) => cell.trim() !== '');
  const columns = [...hiddenColumns].filter((column) =>
    isFilled(rows.map(({ cells }) => cells[column - 1] ?? '')),
  );
  const hiddenRows = rows.filter(({ isHidden, cells }) => isHidden && isFilled(cells));
  return { rows: hiddenRows.length, columns: columns.length };
}
