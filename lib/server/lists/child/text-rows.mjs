import Papa from 'papaparse';
import { StoppedError, tidyRow } from './tidy-row.mjs';

/**
 * Hands over the rows of a delimited text, without the empty ones. Runs in the server as well as in
 * a process of its own, so it is JavaScript that Node reads as it is.
 * @param {string} text with `\n` as its line ends
 * @param {string} delimiter
 * @param {(row: string[]) => void} take
 * @param {boolean} [isExact] a cell that its quotes leave in doubt is refused rather than guessed at
 * @throws {StoppedError} `open_quote` where quotes would swallow rows
 */
export function textRows(text, delimiter, take, isExact = false) {
  let line = 0;
  // Outside of quotes an empty line says nothing, and the parser takes its time for each.
  Papa.parse(text.includes('"') ? text : text.replace(/\n\n+/g, '\n'), {
    delimiter,
    newline: '\n',
    step({ data, errors }) {
      line += 1;
      const row = /** @type {string[]} */ (data);
      // A quote that is never closed, or closed in a later row, takes the rows between into one cell.
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
