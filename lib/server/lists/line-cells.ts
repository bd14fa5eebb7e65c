import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Read between two turns of the event loop. */
const SLICE = 16 * 1024;
/** A longer line comes in portions. */
const MOST_CELLS = 1_000;

/** Commas, semicolons and bars of every script, and the tab. */
const SEPARATORS =
  ',;\t|\uff0c\uff1b\uff5c\u3001\uff64\u060c\u061b\ufe10\ufe11\ufe14\ufe50\ufe51\ufe54\u2e34\u2e35\u2e41\u055d\u07f8\u1363\u1364\u1802\u1808\ua4fe\ua60d\ua6f5\u00a6\u2502\u2503\u204f';
const LINE_ENDS = '\n\r\u2028\u2029\u0085\v\f';
/** What closes what is opened: separators between are text. Quotation marks open at the start of a cell only. */
const BRACKETS: Readonly<Record<string, string>> = { '<': '>', '(': ')', '\uff1c': '\uff1e' };
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  '\u201c': '\u201d\u201c',
  '\u201e': '\u201c\u201d',
  '\u00ab': '\u00bb',
};
/** `&lt;`: its semicolon separates nothing. */
const LONGEST_ENTITY = 8;

/** What stands between two separators of a line, and the one behind it. */
export type Cell = { text: string; separator: string };

/** The lines of a text as cells; separators within quotes and brackets are no separators. */
export async function* cellsOfLines(text: string): AsyncGenerator<Cell[], void, void> {
  let cells: Cell[] = [];
  let start = 0;
  let closing = '';
  let isAtStart = true;
  for (let at = 0; at <= text.length; at += 1) {
    if (at % SLICE === SLICE - 1) await nextTurn();
    const character = text[at] ?? '\n';
    const isLineEnd = LINE_ENDS.includes(character);
    // No name or address goes on over a line end: a quote that was never closed ends with it.
    if (isLineEnd) closing = '';
    else if (closing !== '') closing = closing.includes(character) ? '' : closing;
    else closing = BRACKETS[character] ?? (isAtStart ? (QUOTES[character] ?? '') : '');
    isAtStart = isAtStart && /\s/.test(character);
    const isSeparator = closing === '' && SEPARATORS.includes(character) && !isEntityEnd(text, at);
    if (!isLineEnd && !isSeparator) continue;
    const cell = text.slice(start, at).trim();
    if (cell !== '') cells.push({ text: cell, separator: character });
    start = at + 1;
    isAtStart = true;
    if (cells.length === 0 || (!isLineEnd && cells.length < MOST_CELLS)) continue;
    yield cells;
    cells = [];
  }
}

function isEntityEnd(text: string, at: number): boolean {
  return text[at] === ';' && /&#?\w{1,6}$/.test(text.slice(Math.max(0, at - LONGEST_ENTITY), at));
}
