/** Runs on both sides: the browser writes its own files with the same protection. */

/** Our files start with this mark: without it, Excel reads UTF-8 as the local code page. */
export const CSV_START = '\ufeff';

/**
 * What a spreadsheet may read as a formula, including after spaces and quotes and in full-width
 * forms. It matches with a quote in front too, so that adding one can be undone.
 */
const FORMULA = /^['\s\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫\t\r\n\0]/u;
const NEEDS_QUOTES = /[",;\t\r\n\0\ufeff]|^\s|\s$/;

/** The cell as text that no spreadsheet runs: with a quote in front of what could be a formula. */
export function neutralizeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The original of `neutralizeCell`, for our files that are uploaded again. */
export function restoreCell(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

/**
 * One line of RFC 4180 with its line break. Text is neutralized; numbers and booleans can't be
 * formulas and stay as they are; a date is ISO 8601; an object is JSON; null is empty.
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

/** The browser's own rows as a file. */
export function csvText(rows: readonly (readonly unknown[])[]): string {
  return CSV_START + rows.map(csvLine).join('');
}

/** Every character that some program treats as a line break. */
const LINE_ENDS = /[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]+/g;

/** The text as one line, for files with one row per line and no quoting. */
export function oneLine(text: string): string {
  return text.replace(LINE_ENDS, ' ');
}

/** An object as one line of JSON, even for readers that break lines at more than line feeds. */
export function jsonLine(value: object): string {
  const json = JSON.stringify(value).replace(LINE_ENDS, (ends) =>
    Array.from(ends, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  );
  return `${json}\n`;
}
