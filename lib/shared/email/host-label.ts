import { nameCharacter } from './name-character';

/**
 * RFC 5892, 2.6 (exceptions), 2.8 (blocks): where the properties below would decide differently.
 */
const ALWAYS = /[\u00df\u03c2\u06fd\u06fe\u0f0b\u3007]/;
const NEVER =
  /[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b\u20d0-\u20ff\u{1d100}-\u{1d24f}\p{Me}]|[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;
const LETTER_OR_DIGIT = /[-\p{L}\p{Mn}\p{Mc}\p{Nd}]/u;
const IGNORABLE = /[\p{Default_Ignorable_Code_Point}\p{White_Space}]/u;

/** Allowed only next to certain characters (RFC 5892, appendix A). */
const CONTEXT = /[\u200c\u200d\u00b7\u0375\u05f3\u05f4\u30fb]/;

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}\p{Script=Mende_Kikakui}]/u;

/** Doesn't join to the left (Unicode's Joining_Type R and U): what follows isn't joined to it. */
const ARABIC_ENDS =
  /[\u0621-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef]/;

/**
 * A label of a host name in two forms: as people write it, and as in the DNS.
 * @param label in lower case and NFC
 */
export type HostLabel = { shown: string; ascii: string } | { fault: string };

/** A list repeats a few hosts many times, and each costs a URL parse and a dozen expressions. */
const known = new Map<string, HostLabel>();
const MOST_KNOWN = 1_000;
const LONGEST_LABEL = 63;

/** Checks one label by IDNA 2008 (RFC 5891, 5892), which allows far less than a URL does. */
export function readLabel(label: string): HostLabel {
  if (label === '')
    return { fault: 'has an empty part: two dots in a row, or a dot at the beginning or end.' };
  if (/^[a-z0-9]{1,63}$/.test(label)) return { shown: label, ascii: label };
  const before = known.get(label);
  if (before) return before;
  const read = label.startsWith('xn--') ? readEncoded(label) : readWritten(label);
  if (known.size >= MOST_KNOWN) known.clear();
  if (label.length <= LONGEST_LABEL) known.set(label, read);
  return read;
}

function readWritten(label: string): HostLabel {
  const fault = labelFault(label);
  if (fault !== null) return { fault };
  const ascii = encodeLabel(label);
  if (ascii === null) return { fault: 'isn’t a valid domain name.' };
  if (ascii.length > LONGEST_LABEL) return { fault: 'has a part longer than 63 characters.' };
  return { shown: label, ascii };
}

function readEncoded(label: string): HostLabel {
  const shown = decodePunycode(label.slice('xn--'.length));
  const isOne =
    shown !== null &&
    /[^\0-\u007f]/.test(shown) &&
    labelFault(shown) === null &&
    encodeLabel(shown) === label;
  if (!isOne || label.length > LONGEST_LABEL)
    return { fault: `has “${label}”, which isn’t a valid encoded name.` };
  return { shown, ascii: label };
}

/** Uses the URL parser; if it changes more than the encoding, it isn't the given name. */
function encodeLabel(label: string): string | null {
  if (!/[^\0-\u007f]/.test(label)) return label;
  try {
    const ascii = new URL(`http://${label}.example`).hostname.slice(0, -'.example'.length);
    return decodePunycode(ascii.slice('xn--'.length)) === label ? ascii : null;
  } catch {
    return null;
  }
}

function labelFault(label: string): string | null {
  const characters = Array.from(label);
  const odd = characters.find((character) => !isPossible(character));
  if (odd !== undefined) return `has ${nameCharacter(odd)}, which domain names can’t contain.`;
  // Its ASCII form is even longer. The rules below check each character's neighbors.
  if (characters.length > LONGEST_LABEL) return 'has a part longer than 63 characters.';
  if (label !== label.normalize('NFC')) return 'isn’t in Unicode normal form.';
  if (label.startsWith('-') || label.endsWith('-'))
    return 'has a part that begins or ends with a hyphen.';
  if (label.slice(2, 4) === '--')
    return 'has a part with two hyphens in a position reserved for “xn--”.';
  if (/^\p{M}/u.test(label)) return `begins with ${nameCharacter(characters[0] ?? '')}.`;
  const misplaced = characters.findIndex((_, at) => !isInPlace(characters, at));
  if (misplaced >= 0) {
    return `has ${nameCharacter(characters[misplaced] ?? '')} in a position that domain names don’t allow.`;
  }
  return directionFault(label);
}

/** RFC 5892, 3: whether the character is allowed in a label at all. */
function isPossible(character: string): boolean {
  if (/^[a-z0-9-]$/.test(character) || ALWAYS.test(character)) return true;
  if (CONTEXT.test(character)) return true;
  if (NEVER.test(character) || IGNORABLE.test(character)) return false;
  const folded = character.normalize('NFKC').toLowerCase().normalize('NFKC');
  return folded === character && LETTER_OR_DIGIT.test(character);
}

function isInPlace(label: readonly string[], at: number): boolean {
  const character = label[at] ?? '';
  const before = label[at - 1] ?? '';
  const after = label[at + 1] ?? '';
  if (character === '\u200d') return isVirama(before);
  if (character === '\u200c') return isVirama(before) || isBetweenJoined(label, at);
  if (character === '\u00b7') return before === 'l' && after === 'l';
  if (character === '\u0375') return /\p{Script=Greek}/u.test(after);
  if (character === '\u05f3' || character === '\u05f4') return /\p{Script=Hebrew}/u.test(before);
  if (character === '\u30fb') {
    return label.some((other) => /[\p{Script=Hira}\p{Script=Kana}\p{Script=Han}]/u.test(other));
  }
  if (/[\u0660-\u0669]/.test(character))
    return !label.some((other) => /[\u06f0-\u06f9]/.test(other));
  return true;
}

/**
 * Whether it is a mark of combining class 9 (virama). The class can't be queried, but marks are
 * ordered by it: these sort before one of class 10 and after one of class 8.
 */
function isVirama(character: string): boolean {
  const ofClass8 = '\u3099';
  const ofClass10 = '\u05b0';
  return (
    character !== '' &&
    `${character}${ofClass8}`.normalize('NFD') === `${ofClass8}${character}` &&
    `${ofClass10}${character}`.normalize('NFD') === `${character}${ofClass10}`
  );
}

/**
 * A zero width non-joiner in Persian or Urdu separates two letters that would otherwise be joined.
 */
function isBetweenJoined(label: readonly string[], at: number): boolean {
  const before = label.slice(0, at).findLast((other) => !/\p{Mn}/u.test(other)) ?? '';
  const after = label.slice(at + 1).find((other) => !/\p{Mn}/u.test(other)) ?? '';
  const isArabic = (other: string) => /\p{L}/u.test(other) && /\p{Script=Arabic}/u.test(other);
  return isArabic(before) && !ARABIC_ENDS.test(before) && isArabic(after) && after !== '\u0621';
}

/**
 * The rules of RFC 5893 that need no table of directions: right-to-left letters can't be mixed with
 * others.
 */
function directionFault(label: string): string | null {
  if (!RIGHT_TO_LEFT.test(label)) return null;
  const other = Array.from(label).find(
    (character) => /\p{L}/u.test(character) && !RIGHT_TO_LEFT.test(character),
  );
  const isBegunWell = /^\p{L}/u.test(label);
  const isEndedWell = /[\p{L}\p{Nd}]\p{Mn}*$/u.test(label);
  const hasBothDigits = /[0-9\u06f0-\u06f9]/.test(label) && /[\u0660-\u0669]/.test(label);
  if (other === undefined && isBegunWell && isEndedWell && !hasBothDigits) return null;
  return 'mixes right-to-left text with other text in one part.';
}

/**
 * In a name with a right-to-left part, each other part starts with a letter and ends with a letter
 * or digit.
 */
export function areDirectionsClear(labels: readonly string[]): boolean {
  return (
    !labels.some((label) => RIGHT_TO_LEFT.test(label)) ||
    labels.every((label) => /^\p{L}/u.test(label))
  );
}

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_CODE = 128;
const LAST_CODE = 0x10ffff;

/**
 * What an `xn--` label encodes (RFC 3492, 6.2), given without `xn--`. Browsers and Node encode
 * labels when they parse a URL, but neither decodes them.
 * @returns null if it isn't a valid encoding
 */
function decodePunycode(encoded: string): string | null {
  const lastHyphen = encoded.lastIndexOf('-');
  const codes = Array.from(encoded.slice(0, Math.max(0, lastHyphen)), (basic) =>
    basic.charCodeAt(0),
  );
  let code = INITIAL_CODE;
  let place = 0;
  let bias = INITIAL_BIAS;
  for (let at = lastHyphen + 1; at < encoded.length;) {
    const before = place;
    for (let weight = 1, step = BASE; ; step += BASE) {
      const digit = digitOf(encoded.charCodeAt(at));
      at += 1;
      if (digit === null) return null;
      place += digit * weight;
      const threshold = Math.min(T_MAX, Math.max(T_MIN, step - bias));
      if (place > Number.MAX_SAFE_INTEGER / BASE) return null;
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = codes.length + 1;
    bias = adapt(place - before, length, before === 0);
    code += Math.floor(place / length);
    place %= length;
    if (code > LAST_CODE || (code >= 0xd800 && code <= 0xdfff)) return null;
    codes.splice(place, 0, code);
    place += 1;
  }
  return String.fromCodePoint(...codes);
}

function digitOf(charCode: number): number | null {
  if (charCode >= 0x30 && charCode <= 0x39) return charCode - 0x30 + 26;
  if (charCode >= 0x61 && charCode <= 0x7a) return charCode - 0x61;
  return null;
}

function adapt(distance: number, length: number, isFirst: boolean): number {
  let delta = Math.floor(distance / (isFirst ? DAMP : 2));
  delta += Math.floor(delta / length);
  let steps = 0;
  while (delta > ((BASE - T_MIN) * T_MAX) / 2) {
    delta = Math.floor(delta / (BASE - T_MIN));
    steps += BASE;
  }
  return steps + Math.floor(((BASE - T_MIN + 1) * delta) / (delta + SKEW));
}
