/** Wider rows are rejected by the caller; one extra cell shows that there were more. */
const WIDEST = 201;
/** Longer text isn't an address or a number. */
export const LONGEST_CELL = 1_001;

/** Why reading stopped early. */
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
 * A row without trailing empty cells, and no wider or longer than what is read.
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
