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
