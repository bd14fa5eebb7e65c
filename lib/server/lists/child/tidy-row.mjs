/** Wider rows are refused by whoever gets them; one cell more tells that there was more. */
const WIDEST = 201;
/** Longer text is no address and no number. */
export const LONGEST_CELL = 1_001;

/** Why reading ended before the end. */
export class StoppedError extends Error {
  /**
   * @param {string} code
   * @param {number} [row] from 1
   * @param {string[]} [names] to choose from
   */
  constructor(code, row, names) {
    super(code);
    this.code = code;
    this.row = row;
    this.names = names;
  }
}

/**
 * A row without the empty cells at its end, and no larger than what is looked at.
 * @param {readonly string[]} row
 * @returns {string[]}
 */
export function tidyRow(row) {
  let end = row.length;
  while (end > 0 && row[end - 1]?.trim() === '') end -= 1;
  return row
    .slice(0, Math.min(end, WIDEST))
    .map((cell) => (cell.length > LONGEST_CELL ? cell.slice(0, LONGEST_CELL) : cell));
}
