import { richText, unescaped } from './cell-formats.mjs';
import { textOfCell } from './cell-text.mjs';
import { isTrue, parseXml } from './parse-xml.mjs';
import { LONGEST_CELL, StoppedError } from './tidy-row.mjs';

const MOST_COLUMNS = 200;
const LAST_COLUMN = 16_384;
const LAST_ROW = 1_048_576;
/** A cell this far below or to the right of the others isn't part of a list. */
const FURTHEST_ROW = 200_000;
const MOST_CELLS = 10_000_000;
/** Cells with a value. Fifty for each row that a batch can have. */
const MOST_FILLED = 2_500_000;
const MOST_MERGES = 100_000;

/**
 * @typedef {{ number: number, isHidden: boolean, cells: string[] }} SheetRow
 * @typedef {{ top: number, bottom: number, left: number }} Merge
 * @typedef {{ rows: SheetRow[], hiddenColumns: Set<number>, merges: Merge[] }} SheetCells
 * @typedef {import('./cell-text.mjs').Rules & { mostRows: number, strings: string[], dateStyles: boolean[] }} Context
 */

/**
 * The nonempty rows of a sheet, with what the sheet says about its rows and columns.
 * @param {AsyncIterable<Buffer>} chunks
 * @param {Context} context
 * @returns {Promise<SheetCells>}
 * @throws {StoppedError} `too_many_columns`, `too_many_rows`, `too_spread`, `too_hard`, `damaged`
 */
export async function readCells(chunks, context) {
  const reader = new SheetReader(context);
  await parseXml(chunks, reader);
  const { rows, hiddenColumns, merges } = reader;
  return { rows, hiddenColumns, merges };
}

class SheetReader {
  /** @type {SheetRow[]} */
  rows = [];
  /** @type {Set<number>} */
  hiddenColumns = new Set();
  /** @type {Merge[]} */
  merges = [];

  #context;
  /** @type {SheetRow} */
  #row = { number: 0, isHidden: false, cells: [] };
  #column = 0;
  #widest = 0;
  #filled = 0;
  /** @type {{ type: string, style: number } | null} */
  #cell = null;
  /** The element being read: `v`, `f`, or neither. */
  #into = '';
  #value = '';
  #formula = '';
  #hasFormula = false;
  #inline = richText();

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
  }

  /** @type {import('./parse-xml.mjs').Handlers['onOpen']} */
  onOpen = (name, attributes) => {
    if (this.#cell) this.#openInCell(name);
    else if (name === 'c') this.#openCell(attributes);
    else if (name === 'row') this.#openRow(attributes);
    else if (name === 'col') this.#noteColumns(attributes);
    else if (name === 'mergeCell') this.#noteMerge(attributes.ref ?? '');
  };

  /** @param {string} text */
  onText = (text) => {
    if (!this.#cell) return;
    if (this.#into === 'v' && this.#value.length < LONGEST_CELL) this.#value += text;
    else if (this.#into === 'f' && this.#formula.length < LONGEST_CELL) this.#formula += text;
    else this.#inline.onText(text);
  };

  /** @param {string} name */
  onClose = (name) => {
    if (!this.#cell) return;
    if (name === 'v' || name === 'f') this.#into = '';
    this.#inline.onClose(name);
    if (name === 'c') this.#closeCell(this.#cell);
  };

  /** @param {Record<string, string>} attributes */
  #openRow({ r, hidden, ht, customHeight }) {
    const number = r === undefined ? this.#row.number + 1 : placeIn(r).row;
    if (number > LAST_ROW) throw new StoppedError('damaged');
    const isHidden = isTrue(hidden) || (isTrue(customHeight) && Number(ht) === 0);
    this.#row = { number, isHidden, cells: [] };
    this.#column = 0;
  }

  /** @param {Record<string, string>} attributes */
  #openCell({ r, t = 'n', s = '-1' }) {
    const place = r === undefined ? null : placeIn(r);
    this.#column = place ? place.column : this.#column + 1;
    if (place && place.row !== this.#row.number) {
      this.#row = { number: place.row, isHidden: this.#row.isHidden, cells: [] };
    }
    if (this.#row.number > LAST_ROW || this.#column > LAST_COLUMN)
      throw new StoppedError('damaged');
    this.#cell = { type: t, style: Number(s) };
    [this.#value, this.#formula, this.#into, this.#hasFormula] = ['', '', '', false];
    this.#inline.begin();
  }

  /** @param {string} name */
  #openInCell(name) {
    this.#inline.onOpen(name);
    if (name === 'v' || name === 'f') this.#into = name;
    if (name === 'f') this.#hasFormula = true;
  }

  /** @param {{ type: string, style: number }} cell */
  #closeCell({ type, style }) {
    this.#cell = null;
    const { strings, dateStyles } = this.#context;
    let value = this.#value;
    if (type === 's') value = value === '' ? '' : (strings[Number(value)] ?? '');
    else if (type === 'inlineStr') value = this.#inline.end();
    else if (type === 'str') value = unescaped(value);
    const formula = this.#hasFormula ? this.#formula : null;
    const isDate = dateStyles[style] ?? false;
    const text = textOfCell({ type, value, formula, isDate }, this.#context);
    if (text !== '') this.#take(text);
  }

  /** @param {string} text */
  #take(text) {
    const row = this.#row;
    const column = this.#column;
    if (column > MOST_COLUMNS) throw new StoppedError('too_many_columns', row.number);
    this.#filled += 1;
    if (this.#filled > MOST_FILLED) throw new StoppedError('too_hard');
    this.#widest = Math.max(this.#widest, column);
    const isSpread = row.number > FURTHEST_ROW || row.number * this.#widest > MOST_CELLS;
    if (isSpread) throw new StoppedError('too_spread', row.number);
    if (row.cells.length === 0) this.rows.push(row);
    if (this.rows.length > this.#context.mostRows) throw new StoppedError('too_many_rows');
    while (row.cells.length < column) row.cells.push('');
    row.cells[column - 1] = text;
  }

  /** @param {Record<string, string>} attributes */
  #noteColumns({ min, max, hidden, width }) {
    if (!isTrue(hidden) && !(width !== undefined && Number(width) === 0)) return;
    const last = Math.min(Number(max ?? min), MOST_COLUMNS);
    for (let column = Number(min); column <= last; column += 1) this.hiddenColumns.add(column);
  }

  /** Only vertically: a cell merged across columns is a title. @param {string} ref */
  #noteMerge(ref) {
    const [from = '', to = from] = ref.split(':');
    const first = placeIn(from);
    const last = placeIn(to);
    if (last.row <= first.row || first.column > MOST_COLUMNS) return;
    this.merges.push({ top: first.row, bottom: last.row, left: first.column });
    if (this.merges.length > MOST_MERGES) throw new StoppedError('too_hard');
  }
}

/** The position that a row or cell gives, as `7`, `AB7` or `$AB$7`. @param {string} text */
function placeIn(text) {
  const place = /^\$?([A-Za-z]{0,8})\$?(\d{1,10})$/.exec(text);
  if (!place) throw new StoppedError('damaged');
  let column = 0;
  for (const letter of (place[1] ?? '').toUpperCase()) {
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return { column, row: Number(place[2]) };
}
