import 'server-only';

export type ShapeLimits = {
  /** Nesting depth of arrays and objects. */
  depth: number;
  /** Keys of objects and items of arrays, in total. */
  values: number;
  /** Distinct keys: a new one costs a hundred times as much as a known one. */
  names: number;
};

export type ShapeProblem = 'too_deep' | 'too_many_values';

/** The most that one of our requests can need: 50,000 rows with six values each. */
export const requestShape: ShapeLimits = { depth: 20, values: 350_000, names: 1_000 };

const FEW_VALUES = 600_000;
/** A RemotePC user has fourteen bytes per value, a remote.it device more. */
const LEAST_BYTES_PER_VALUE = 12;

/** The most that a vendor's response with real users or devices can need. */
export function answerShape(bytes: Uint8Array): ShapeLimits {
  const values = Math.max(FEW_VALUES, bytes.length / LEAST_BYTES_PER_VALUE);
  return { depth: 32, values, names: 2_000 };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * What makes a JSON text too costly to parse, found in one pass over its bytes that stops at the
 * limit: a few megabytes of `[[[[` or `1,1,1` become a hundred times as much memory. Whether it is
 * valid JSON is left to the parser.
 */
export function shapeProblem(bytes: Uint8Array, limits: ShapeLimits): ShapeProblem | null {
  /** Whether each open level is an array, from the outside in. */
  const open: boolean[] = [];
  const names = new Set<number>();
  let values = 0;
  let text = { start: 0, end: 0 };
  for (let index = 0; index < bytes.length; index += 1) {
    switch (bytes[index]) {
      case QUOTE:
        text = { start: index + 1, end: endOfString(bytes, index) };
        index = text.end;
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (open.length === limits.depth) return 'too_deep';
        open.push(bytes[index] === OPEN_ARRAY);
        values += bytes[index] === OPEN_ARRAY ? 1 : 0;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        open.pop();
        break;
      case COMMA:
        // An object's keys are counted by their colons.
        if (open.at(-1)) values += 1;
        break;
      case COLON:
        values += 1;
        if (!isRowNumber(bytes, text)) names.add(hashOf(bytes, text));
        break;
    }
    if (values > limits.values || names.size > limits.names) return 'too_many_values';
  }
  return null;
}

function endOfString(bytes: Uint8Array, start: number): number {
  let index = start + 1;
  while (index < bytes.length && bytes[index] !== QUOTE) {
    index += bytes[index] === BACKSLASH ? 2 : 1;
  }
  return index;
}

const ZERO = 0x30;
const NINE = 0x39;
const MOST_DIGITS = 5;

/** Rows have numbers as keys, of which there may be many. */
function isRowNumber(bytes: Uint8Array, { start, end }: { start: number; end: number }): boolean {
  if (end === start || end - start > MOST_DIGITS) return false;
  if (bytes[start] === ZERO) return end - start === 1;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < ZERO || byte > NINE) return false;
  }
  return true;
}

/** FNV-1a. Two names with the same hash count as one, which is too rare to matter. */
function hashOf(bytes: Uint8Array, { start, end }: { start: number; end: number }): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index += 1) {
    hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  }
  return hash;
}

const decoder = new TextDecoder();

/**
 * The path of a name that one object of a JSON text has twice, as `['rows', 17, 'email']`, or
 * null: `JSON.parse` silently keeps the last value, and a check before us may have read the first.
 * @param bytes valid JSON
 * @param value what it was parsed to
 */
export function repeatedName(bytes: Uint8Array, value: unknown): (string | number)[] | null {
  if (countColons(bytes) === countNames(value)) return null;
  return findRepeated(bytes);
}

/** Outside of strings, where each follows a name. */
function countColons(bytes: Uint8Array): number {
  let colons = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    if (bytes[index] === QUOTE) index = endOfString(bytes, index);
    else if (bytes[index] === COLON) colons += 1;
  }
  return colons;
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  let names = Array.isArray(value) ? 0 : inner.length;
  for (const one of inner) names += countNames(one);
  return names;
}

/** `names` is null for a list, whose `at` is the index. */
type Level = { names: Set<string> | null; at: string | number };

function findRepeated(bytes: Uint8Array): (string | number)[] | null {
  const open: Level[] = [];
  let last = { start: 0, end: 0 };
  for (let index = 0; index < bytes.length; index += 1) {
    const level = open.at(-1);
    switch (bytes[index]) {
      case QUOTE:
        last = { start: index, end: endOfString(bytes, index) + 1 };
        index = last.end - 1;
        break;
      case OPEN_OBJECT:
        open.push({ names: new Set(), at: '' });
        break;
      case OPEN_ARRAY:
        open.push({ names: null, at: 0 });
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        open.pop();
        break;
      case COMMA:
        if (typeof level?.at === 'number') level.at += 1;
        break;
      case COLON: {
        const name = JSON.parse(decoder.decode(bytes.subarray(last.start, last.end))) as string;
        if (level?.names?.has(name)) {
          return [...open.slice(0, -1).map(({ at }) => at), name];
        }
        level?.names?.add(name);
        if (level) level.at = name;
      }
    }
  }
  return null;
}
