import { StoppedError } from './tidy-row.mjs';

const MOST_COLUMNS = 200;
const LAST_COLUMN = 16_384;
const LAST_ROW = 1_048_576;
/** The parser makes up what lies between: a cell far down must not make millions of rows or cells. */
const FURTHEST_ROW = 200_000;
const MOST_CELLS = 10_000_000;
/** With a value. Fifty to each of the rows that a batch can have. */
const MOST_FILLED = 2_500_000;

const TAGS = /<((?:\w+:)?)(row|c)(\s[^<>]*?)?(\/?)>/g;
const UNCALCULATED =
  /<((?:\w+:)?)c(\s[^<>]*[^/<>])><(?:\w+:)?f(?:\s[^<>]*)?(?:\/>|>([^<]*)<\/(?:\w+:)?f>)(?:<(?:\w+:)?v\s*\/>|<(?:\w+:)?v><\/(?:\w+:)?v>)?<\/(?:\w+:)?c>/g;

/**
 * A sheet as the workbook parser can read it without harm or loss: cells without an address get
 * theirs, an error value and a formula that nobody has calculated stay as text (the parser would
 * take them for empty), empty rows and cells go. What would make it build a table of millions is refused.
 * @param {string} xml
 * @param {number} mostRows
 * @returns {string}
 * @throws {StoppedError} `too_many_columns`, `too_many_rows`, `too_spread`, `too_hard`, `damaged`
 */
export function vetSheetXml(xml, mostRows) {
  /** @type {string[]} */
  const pieces = [];
  const vetTag = tagVetter(mostRows);
  let from = 0;
  for (const match of xml.matchAll(TAGS)) {
    const vetted = vetTag(match);
    if (vetted === match[0]) continue;
    pieces.push(xml.slice(from, match.index), vetted);
    from = match.index + match[0].length;
  }
  const vetted = pieces.join('') + xml.slice(from);
  if (!/<(?:\w+:)?f[\s/>]/.test(vetted)) return vetted;
  return vetted.replace(UNCALCULATED, (cell, prefix, attributes, formula = '') =>
    /\st="str"/.test(attributes)
      ? cell
      : `<${prefix}c${attributes.replace(/\st="\w+"/, '')} t="str"><${prefix}v>=${formula}</${prefix}v></${prefix}c>`,
  );
}

/**
 * What is to stand in place of each `row` and `c` tag, in their order.
 * @param {number} mostRows
 * @returns {(match: RegExpExecArray) => string}
 */
function tagVetter(mostRows) {
  let row = 0;
  let column = 0;
  let widest = 0;
  let filled = 0;
  let filledRows = 0;
  let lastFilled = 0;
  return ([tag, prefix = '', name, attributes = '', slash]) => {
    const place = placeIn(attributes);
    row = place?.row ?? (name === 'row' ? row + 1 : row);
    column = name === 'row' ? 0 : (place?.column ?? column + 1);
    if (row > LAST_ROW || column > LAST_COLUMN) throw new StoppedError('damaged');
    // Neither a row without cells nor a cell without a value says anything.
    if (slash) return '';
    if (name === 'row') return tag;
    if (column > MOST_COLUMNS) throw new StoppedError('too_many_columns', row);
    filled += 1;
    if (filled > MOST_FILLED) throw new StoppedError('too_hard');
    widest = Math.max(widest, column);
    const isSpread = row > FURTHEST_ROW || row * widest > MOST_CELLS;
    if (isSpread) throw new StoppedError('too_spread', row);
    if (row !== lastFilled) filledRows += 1;
    lastFilled = row;
    if (filledRows > mostRows) throw new StoppedError('too_many_rows');
    if (place && !attributes.includes('"e"')) return tag;
    const address = place ? '' : ` r="${lettersOf(column)}${row}"`;
    return `<${prefix}c${address}${attributes.replace(/\st="e"/, ' t="str"')}>`;
  };
}

/**
 * Where a row or a cell says that it stands, as `7` or `AB7`.
 * @param {string} attributes
 */
function placeIn(attributes) {
  const place = /\sr="([A-Z]{0,8})(\d{1,10})"/.exec(attributes);
  if (!place) {
    if (/\sr\s*=/.test(attributes)) throw new StoppedError('damaged');
    return null;
  }
  return { column: columnOf(place[1] ?? ''), row: Number(place[2]) };
}

/** @param {string} letters */
function columnOf(letters) {
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

/** @param {number} column */
function lettersOf(column) {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
