import Papa from 'papaparse';
import { StoppedError, tidyRow } from './tidy-row.mjs';

/**
 * Passes on the rows of a delimited text, without empty ones. Runs both in the server and in its
 * own process, so it is JavaScript that Node reads as it is.
 * @param {string} text with `\n` as its line ends
 * @param {string} delimiter
 * @param {(row: string[]) => void} take
 * @param {boolean} [isExact] rejects a cell with ambiguous quotes instead of guessing
 * @throws {StoppedError} `open_quote` if quotes would swallow rows
 */
export function textRows(text, delimiter, take, isExact = false) {
  let line = 0;
  // Outside of quotes an empty line means nothing, and the parser takes time for each.
  Papa.parse(text.includes('"') ? text : text.replace(/\n\n+/g, '\n'), {
    delimiter,
    newline: '\n',
    step({ data, errors }) {
      line += 1;
      const row = /** @type {string[]} */ (data);
      // A quote that is never closed, or closed in a later row, merges the rows between into one
      // cell.
      const isOpen = errors.some(({ code }) => code === 'MissingQuotes');
      const isBroken = errors.some(({ code }) => code === 'InvalidQuotes');
      if (isOpen || (isBroken && (isExact || row.some((cell) => cell.includes('\n'))))) {
        throw new StoppedError('open_quote', line);
      }
      const tidy = tidyRow(row);
      if (tidy.length > 0) take(tidy);
    },
  });
}
