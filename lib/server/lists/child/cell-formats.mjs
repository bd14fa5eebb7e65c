import { parseXml } from './parse-xml.mjs';
import { LONGEST_CELL } from './tidy-row.mjs';

const MOST_STYLES = 8 * 1024 * 1024;
const LONGEST_FORMAT = 1_000;

/**
 * Whether a style's numbers are dates or times, by the style's position.
 * @param {import('./archive.mjs').Archive} archive
 * @param {string | null} path
 * @returns {Promise<boolean[]>}
 */
export async function readDateStyles(archive, path) {
  /** @type {boolean[]} */
  const styles = [];
  /** @type {Map<number, boolean>} */
  const custom = new Map();
  let isInCells = false;
  if (path === null) return styles;
  await parseXml(archive.read(path, MOST_STYLES), {
    onOpen(element, { numFmtId, formatCode = '' }) {
      const id = Number(numFmtId);
      if (element === 'numFmt') custom.set(id, isDateFormat(formatCode));
      if (element === 'cellXfs') isInCells = true;
      if (element === 'xf' && isInCells) styles.push(custom.get(id) ?? isBuiltInDate(id));
    },
    onClose(element) {
      if (element === 'cellXfs') isInCells = false;
    },
  });
  return styles;
}

/** The built-in formats, which workbooks don't list. @param {number} id */
function isBuiltInDate(id) {
  return (
    (id >= 14 && id <= 22) ||
    (id >= 27 && id <= 36) ||
    (id >= 45 && id <= 47) ||
    (id >= 50 && id <= 58)
  );
}

/** By its letters, ignoring quoted, bracketed and escaped text. @param {string} code */
function isDateFormat(code) {
  const plain = code
    .slice(0, LONGEST_FORMAT)
    .replace(/"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general/gi, '');
  return /[ymdhs]/i.test(plain);
}

/**
 * The shared strings that cells refer to by position.
 * @param {import('./archive.mjs').Archive} archive
 * @param {string | null} path
 */
export async function readSharedStrings(archive, path) {
  /** @type {string[]} */
  const strings = [];
  const text = richText();
  if (path === null) return strings;
  await parseXml(archive.read(path), {
    onOpen(element) {
      if (element === 'si') text.begin();
      text.onOpen(element);
    },
    onText: text.onText,
    onClose(element) {
      text.onClose(element);
      if (element === 'si') strings.push(text.end());
    },
  });
  return strings;
}

/** Rich text in pieces; phonetic hints aren't part of it. */
export function richText() {
  let text = '';
  let isInText = false;
  let isPronunciation = false;
  return {
    begin() {
      text = '';
    },
    /** @param {string} element */
    onOpen(element) {
      if (element === 'rPh') isPronunciation = true;
      if (element === 't') isInText = !isPronunciation;
    },
    /** @param {string} piece */
    onText(piece) {
      if (isInText && text.length < LONGEST_CELL) text += piece;
    },
    /** @param {string} element */
    onClose(element) {
      if (element === 'rPh') isPronunciation = false;
      if (element === 't') isInText = false;
    },
    end: () => unescaped(text.slice(0, LONGEST_CELL)),
  };
}

/**
 * What XML can't represent is written as `_x000D_`, always with a lower-case x.
 * @param {string} text
 */
export function unescaped(text) {
  return text.replace(/_x([\da-fA-F]{4})_/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
}
