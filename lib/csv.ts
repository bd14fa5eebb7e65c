import 'server-only';

/** A file of ours begins with this mark: without it Excel takes UTF-8 for the local code page. */
export const CSV_START = '\ufeff';

/**
 * What a spreadsheet may take for a formula, also behind blanks and quotes and in its full-width
 * forms. A quote in front changes nothing of that, so that adding one can be undone.
 */
const FORMULA = /^(?:'*[\t\r\n\0]|['\s\p{Cf}]*[=+\-@＝＋－＠])/u;
const NEEDS_QUOTES = /[",;\t\r\n\0\ufeff]|^\s|\s$/;

/** The cell as text that no spreadsheet runs: one quote in front of what could be a formula. */
export function neutralizeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** What the cell was before `neutralizeCell`, for files of ours that come back. */
export function restoreCell(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

/**
 * One line of RFC 4180 with its line end. Text is neutralised; numbers and booleans can't be
 * formulas and stay as they are; a moment is ISO 8601; an object is JSON; null is empty.
 */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(cellText).map(quote).join(',')}\r\n`;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return neutralizeCell(value);
  if (value instanceof Date) return value.toISOString();
  return neutralizeCell(JSON.stringify(value) ?? '');
}

function quote(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
