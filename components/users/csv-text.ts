/** Without this mark Excel takes UTF-8 for the local code page. */
const START = '\ufeff';
/** What a spreadsheet may take for a formula, also behind blanks and in its full-width forms. */
const FORMULA = /^[\s\p{Cf}]*'*[=+\-@＝＋－＠]/u;

type Cell = string | number | null;

/** Rows as a file, like the server's export: no cell of it can run as a formula. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return START + rows.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
