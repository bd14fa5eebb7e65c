/** A character that no cell can contain marks a cell that isn't the text someone wrote. */
const NO_TEXT = '\0';
const ERROR_VALUE = /^#(?:N\/A|NAME\?|REF!|VALUE!|DIV\/0!|NULL!|NUM!)$/;
/** Spreadsheets keep fifteen digits of a number. */
const FIRST_INEXACT = 1e15;
const DAY_MS = 86_400_000;
/** 1970-01-01, counted from the last day of 1899, including the leap day that 1900 didn't have. */
const FIRST_DAY_OF_1970 = 25_569;
const DAYS_TO_1904 = 1_462;

/**
 * A cell as in the sheet. `formula` is null if it has none.
 * @typedef {{ type: string, value: string, formula: string | null, isDate: boolean }} Cell
 * @typedef {{ is1904: boolean, isExact: boolean }} Rules
 */

/**
 * A cell as the text that a person reads there. `isExact`: only text, or a number that is kept
 * exactly; a date, a Boolean or an error is a spreadsheet's interpretation.
 * @param {Cell} cell
 * @param {Rules} rules
 * @returns {string}
 */
export function textOfCell({ type, value, formula, isDate }, { is1904, isExact }) {
  const isText = type === 's' || type === 'inlineStr' || type === 'str';
  if (isText && (value !== '' || type === 'str')) {
    return isExact && ERROR_VALUE.test(value) ? NO_TEXT : value;
  }
  if (value === '') {
    // A formula that was never calculated: treated as empty, its row would be lost.
    if (formula === null) return '';
    return isExact ? NO_TEXT : `=${formula}`;
  }
  if (type === 'e') return isExact ? NO_TEXT : value;
  if (type === 'b') return isExact ? NO_TEXT : value === '1' ? 'TRUE' : 'FALSE';
  if (type === 'd') return isExact ? NO_TEXT : value.replace(/T00:00:00(?:\.0+)?Z?$/, '');
  if (isDate) return isExact ? NO_TEXT : textOfDate(Number(value), is1904);
  if (isExact && !(Math.abs(Number(value)) < FIRST_INEXACT)) return NO_TEXT;
  return textOfNumber(value);
}

/**
 * A date, with the time if the cell has one.
 * @param {number} serial
 * @param {boolean} is1904
 */
function textOfDate(serial, is1904) {
  const days = serial + (is1904 ? DAYS_TO_1904 : 0) - FIRST_DAY_OF_1970;
  const date = new Date(Math.round(days * 86_400) * 1_000);
  if (Number.isNaN(date.valueOf()) || Math.abs(days) > 8.64e15 / DAY_MS) return '#DATE';
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

/**
 * With the fifteen digits that spreadsheets show: 0.1 + 0.2 is stored with seventeen.
 * @param {string} text
 */
function textOfNumber(text) {
  const number = Number(text);
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : text;
}
