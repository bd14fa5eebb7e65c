/**
 * Sorts texts the way people look for them: letters with an accent next to those without, numbers
 * by value, punctuation first. The same order as `Intl.Collator`, which needs two seconds for
 * 100,000 texts; here most are compared by precomputed keys.
 */
const collator = new Intl.Collator('en', { numeric: true });

/** In the order of the Unicode collation; the address's own `@` comes before all of them. */
const SIGNS = '\u0001_-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$';
const AT = 1;
const BLANK = 2;
const FIRST_SIGN = 3;
const NUMBER = 0x40;
const MOST_DIGITS = 0x3f;
/**
 * After punctuation and numbers. Latin letters fit in one byte, which makes keys compare fastest.
 */
const LATIN = 0x30;
const OTHER_LETTERS = 0x200;

const signKeys = new Uint16Array(128);
for (let code = 0; code < 128; code += 1) {
  const place = SIGNS.indexOf(String.fromCharCode(code));
  signKeys[code] = place < 0 ? BLANK : FIRST_SIGN + place;
}

/** Letters that differ by more than an accent. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  þ: 'th',
};

/** The positions of `texts` in sorted order; equal texts keep their order. */
export function orderTexts(texts: readonly string[]): Uint32Array {
  const keys = texts.map(keyOf);
  return Uint32Array.from({ length: texts.length }, (_, place) => place).sort((one, other) => {
    const [first = '', second = ''] = [keys[one], keys[other]];
    if (first !== second) return first < second ? -1 : 1;
    return collator.compare(texts[one] ?? '', texts[other] ?? '') || one - other;
  });
}

/** For short lists: the same order for two texts. */
export function compareTexts(one: string, other: string): number {
  const [first, second] = [keyOf(one), keyOf(other)];
  if (first !== second) return first < second ? -1 : 1;
  return collator.compare(one, other);
}

function keyOf(text: string): string {
  const folded = text.toLowerCase();
  const plain = /[^\0-\u007f]/.test(folded) ? unaccented(folded) : folded;
  const at = plain.lastIndexOf('@');
  const codes: number[] = [];
  for (let index = 0; index < plain.length; index += 1) {
    const code = plain.charCodeAt(index);
    if (index === at) codes.push(AT);
    else if (code >= 0x30 && code <= 0x39) index = pushNumber(codes, plain, index);
    else if (code >= 0x80) codes.push(Math.min(0xffff, code + OTHER_LETTERS));
    else codes.push(isLetter(code) ? code + LATIN : (signKeys[code] ?? BLANK));
  }
  return String.fromCharCode(...codes);
}

/** A number as its length and digits: the longer one is larger. @returns where it ends */
function pushNumber(codes: number[], text: string, start: number): number {
  let end = start;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  let first = start;
  while (first < end - 1 && text[first] === '0') first += 1;
  codes.push(NUMBER + Math.min(MOST_DIGITS, end - first));
  for (let index = first; index < end; index += 1) codes.push(text.charCodeAt(index));
  return end - 1;
}

function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Without accents, and with letters such as ß and ø spelled out. Expects lower case. */
export function unaccented(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøđðłħıþ]/g, (letter) => SPELLED[letter] ?? letter);
}
