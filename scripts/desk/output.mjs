import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure, misuse } from './failure.mjs';

/**
 * Text of vendors and customers, safe for a terminal: what would move its cursor, change its colors
 * or turn the direction of text is left out.
 * @param {unknown} value
 */
export function plain(value) {
  return String(value ?? '').replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

/**
 * @param {{ isJson: boolean }} options
 */
export function createOutput({ isJson }) {
  return {
    isJson,
    /** The result, for a person. @param {string} text */
    say(text) {
      if (!isJson) process.stdout.write(`${text}\n`);
    },
    /** The result, for a program. @param {unknown} value */
    give(value) {
      if (isJson) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    /** Beside the result. @param {string} text */
    note(text) {
      process.stderr.write(`${text}\n`);
    },
  };
}

/**
 * A list as a table; numbers are on the right.
 * @param {string[]} headings
 * @param {unknown[][]} rows
 */
export function table(headings, rows) {
  const cells = [headings, ...rows].map((row) => row.map(plain));
  const widths = headings.map((_, place) => Math.max(...cells.map((row) => lengthOf(row[place]))));
  const isNumber = headings.map((_, place) => rows.some((row) => typeof row[place] === 'number'));
  return cells
    .map((row) =>
      row
        .map((cell, place) => {
          const blanks = ' '.repeat((widths[place] ?? 0) - lengthOf(cell));
          return isNumber[place] ? blanks + cell : cell + blanks;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {string | undefined} text */
const lengthOf = (text) => [...(text ?? '')].length;

/**
 * Which part of a list it was, if not all.
 * @param {{ items: unknown[], total: number, page?: number, pageSize?: number }} answer
 * @param {string} noun
 */
export function partOf({ items, total, page = 1, pageSize = items.length }, noun) {
  if (items.length === total) return `${total} ${noun}.`;
  const more = page * pageSize < total ? ` --page ${page + 1} shows the next.` : '';
  return `${items.length} of ${total} ${noun}.${more}`;
}

/**
 * Writes what the server sends, as it is: into a new file that only its owner can read, or out.
 * @param {Response} response
 * @param {string | undefined} file
 * @param {{ isBinary?: boolean }} [options]
 */
export async function save(response, file, { isBinary = false } = {}) {
  if (!response.body) throw new Failure('The server sent nothing.');
  if (!file && isBinary && process.stdout.isTTY) {
    throw misuse('This isn’t text. Say where to write it: --output FILE.');
  }
  const target = file ? createWriteStream(file, { flags: 'wx', mode: 0o600 }) : process.stdout;
  try {
    await pipeline(Readable.fromWeb(response.body), target, { end: Boolean(file) });
  } catch (error) {
    if (error.code === 'EEXIST') throw new Failure(`${file} exists already. Nothing was changed.`);
    if (file) await rm(file, { force: true });
    throw new Failure('The export broke off, so it isn’t complete. Try again.');
  }
}
