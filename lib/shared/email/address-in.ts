import {
  normalizeEmail,
  readEmail,
  simpleEmail,
  trimUnseen,
  type EmailReading,
} from './normalize-email';

/** Longer text isn't an address; nothing below reads more than this. */
const LONGEST_TEXT = 1_000;
/** Each pass removes one layer, as in `- “mailto:ann@x.example”;`. */
const MOST_LAYERS = 12;

/**
 * Quotation marks of every script (Unicode's Quotation_Mark and what is typed in their place):
 * accents, primes, modifier letters, ornaments, geresh.
 */
const QUOTES =
  /[\p{Pi}\p{Pf}"'`\u00b4\u02b9-\u02bf\u02c8\u02ca\u02cb\u02dd\u02ee\u02f4\u02f5\u02f6\u055a\u05f3\u05f4\u201a\u201e\u2032-\u2037\u2057\u275b-\u2760\u276e\u276f\u2e42\u3003\u3008-\u300f\u301d-\u301f\ufe41-\ufe44\uff02\uff07\uff40\uff62\uff63\u{1f676}-\u{1f678}]/u;

/** What follows an address in running text and can't end one. */
const TRAILING =
  /[;,.:!?>)\]}|*_~\\\u2026\u060c\u061b\u061f\u06d4\u0964\u3001\u3002\u3009\u3011\u3015\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1e\uff1f\uff3d\uff5c\uff5d\uff61\uff64\ufe50-\ufe52\ufe54-\ufe57]/u;
/**
 * Bullets (including those of Word's own fonts) and list numbers. They count only with a space
 * after them: without one, a dash or a number is part of the address, and a bullet is reported as
 * an invalid character.
 */
const BULLET =
  /^(?:[-*+#>]{1,3}|[\u2013\u2014\u2015\u2022\u2023\u2043\u2192\u2219\u25a0-\u25ff\u2610-\u2612\u2713\u2714\u27a2\u27a4\u00b7\u203b\u204c\u204d\u30fb\uff65\uf076\uf0a7\uf0b7\uf0d8\uf0fc]|\[[ xX]?\])\s+/u;
const LIST_NUMBER =
  /^(?:[(#\uff08]?\p{Nd}{1,6}(?:[.:][)]?\s+|[)\]\uff09\uff0e\u3001]\s*)|\(?[a-zA-Z]{1,4}[)\]\uff09]\s*|(?:No|Nr|№)\.?\s?\p{Nd}{1,6}[.:]?\s+)/u;
/**
 * `mailto:`, `SMTP:`, `E-Mail:`, and the name of a group, which has a space after its colon:
 * without one, as in `ann:lee@x.example`, it's ambiguous which part is meant. Other kinds of
 * addresses are left as they are.
 */
const LABEL =
  /^(?:(?:mailto|smtp|e-?mails?|mail|to|b?cc|from)\s*[:\uff1a](?!\/\/)\s*|[^@:\uff1a<>]{1,100}(?::\s+|\uff1a\s*))/iu;
const OTHER_KINDS =
  /^\s*(?:sips?|xmpp|tel|skype|x400|x500|ex|https?|ftps?|ssh|acct|im|callto|msteams)\s*:/i;

const PAIRS: readonly (readonly [string, string])[] = [
  ['<', '>'],
  ['\uff1c', '\uff1e'],
  ['\u2039', '\u203a'],
  ['\u00ab', '\u00bb'],
  ['\u3008', '\u3009'],
  ['\u300a', '\u300b'],
  ['\u3010', '\u3011'],
  ['\u3014', '\u3015'],
  ['\uff08', '\uff09'],
  ['\uff3b', '\uff3d'],
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
];

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&lsquo;': '\u2018',
  '&rsquo;': '\u2019',
  '&ldquo;': '\u201c',
  '&rdquo;': '\u201d',
  '&bdquo;': '\u201e',
  '&laquo;': '\u00ab',
  '&raquo;': '\u00bb',
  '&commat;': '@',
  '&nbsp;': ' ',
  '&amp;': '&',
};
const ENTITY = /&(?:lt|gt|quot|apos|lsquo|rsquo|ldquo|rdquo|bdquo|laquo|raquo|commat|nbsp|amp);/gi;

/**
 * The address in a cell, an entry or a field, without what people paste around it: a name as in
 * `Ann Lee <ann@x.example>`, `mailto:`, quotation marks, list numbers, bullets, links, comments,
 * trailing punctuation. Text with several addresses is returned unchanged, because it's ambiguous.
 */
export function addressIn(text: string): string {
  if (simpleEmail(text) !== null) return text;
  const plain = plainOf(text);
  const address = innerOf(plain);
  return normalizeEmail(address) === null ? plain : address;
}

/**
 * `addressIn` and `readEmail` in one: an error is about the address, not about what is around it.
 */
export function readAddress(text: string): EmailReading {
  const simple = simpleEmail(text);
  if (simple !== null) return { email: simple };
  return readEmail(innerOf(plainOf(text)));
}

function plainOf(text: string): string {
  return text.length > LONGEST_TEXT ? text.trim() : trimUnseen(decodeEntities(text));
}

function innerOf(plain: string): string {
  if (plain.length > LONGEST_TEXT || !plain.includes('@')) return plain;
  const bracketed = inBrackets(plain);
  if (bracketed === null) return undecorated(plain);
  const address = undecorated(linkTarget(bracketed.inner));
  return isAlone(address, bracketed.around) ? address : plain;
}

/** Whether an address is in angle brackets or a link, as mail programs write it. */
export function hasBracketedAddress(text: string): boolean {
  return inPair(text, ['<', '>']) !== null || text.toLowerCase().includes('[mailto:');
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  const named = text.replace(ENTITY, (entity) => ENTITIES[entity.toLowerCase()] ?? entity);
  return named.replace(
    /&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi,
    (entity, hex?: string, tens?: string) => {
      const code = hex === undefined ? Number(tens) : parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
}

type Bracketed = { inner: string; around: string };

function inBrackets(text: string): Bracketed | null {
  for (const pair of PAIRS) {
    const found = inPair(text, pair);
    if (found !== null) return found;
  }
  return null;
}

/** The first innermost pair with an `@`. Each character is read a bounded number of times. */
function inPair(text: string, [opening, closing]: readonly [string, string]): Bracketed | null {
  for (let from = text.indexOf(opening); from >= 0;) {
    const close = text.indexOf(closing, from + 1);
    if (close < 0) return null;
    const open = text.lastIndexOf(opening, close);
    const inner = text.slice(open + 1, close);
    if (inner.includes('@')) {
      return { inner, around: `${text.slice(0, open)} ${text.slice(close + 1)}` };
    }
    from = text.indexOf(opening, close + 1);
  }
  return null;
}

/** The target of `mailto:ann@x.example|Ann`, as Slack writes it, and of an HTML link. */
function linkTarget(inner: string): string {
  const [before = '', after] = inner.split('|');
  if (after !== undefined && /^\s*mailto:/i.test(before)) return before;
  return /^a\s[^>]{0,500}href\s{0,9}=\s{0,9}["']?([^"'\s]+)/i.exec(inner)?.[1] ?? inner;
}

/**
 * Whether the rest contains no other address. Outlook repeats the address if it has no name:
 * `ann@x.example <ann@x.example>`. A quoted name may contain an `@` if it isn't an address.
 */
function isAlone(address: string, around: string): boolean {
  if (!around.includes('@')) return true;
  const email = normalizeEmail(address);
  const name = /^\s*"([^"<>]*)"\s*$/.exec(around)?.[1];
  if (name !== undefined && normalizeEmail(undecorated(name)) === null) return true;
  return around
    .split(/[\s<>()[\]{}|,;"]+/)
    .filter((word) => word.includes('@') && word !== '@')
    .every((word) => email !== null && normalizeEmail(undecorated(word)) === email);
}

function undecorated(text: string): string {
  let plain = text;
  for (let layer = 0; layer < MOST_LAYERS; layer += 1) {
    const before = plain;
    plain = withoutLayer(plain);
    if (plain === before) break;
  }
  return plain;
}

function withoutLayer(text: string): string {
  const unquoted = withoutQuotes(trimUnseen(text));
  if (OTHER_KINDS.test(unquoted)) return unquoted;
  const uncommented = withoutComment(withoutEmphasis(unquoted));
  const started = withoutLabel(uncommented.replace(BULLET, '').replace(LIST_NUMBER, ''));
  return withoutEnd(started);
}

/** In `"ann lee"@x.example` the quotation marks belong to the address and stay. */
function withoutQuotes(text: string): string {
  if (/^"[^"]*"@/.test(text)) return text;
  const characters = Array.from(text);
  const isQuote = (character: string | undefined) => QUOTES.test(character ?? '');
  let start = 0;
  let end = characters.length;
  while (start < end && isQuote(characters[start])) start += 1;
  while (end > start && isQuote(characters[end - 1])) end -= 1;
  return characters.slice(start, end).join('');
}

/** `**ann@x.example**`: at the end, these aren't part of a host. */
function withoutEmphasis(text: string): string {
  const marks = /^[*_~]{1,3}/.exec(text)?.[0];
  return marks !== undefined && text.endsWith(marks) ? text.slice(marks.length) : text;
}

/** `ann@x.example (Ann Lee)`, `(Ann Lee) ann@x.example`. */
function withoutComment(text: string): string {
  const at = text.indexOf('@');
  const open = text.indexOf('(', at);
  if (open > at && text.endsWith(')')) return text.slice(0, open);
  const close = text.startsWith('(') ? text.lastIndexOf(')', at) : -1;
  return close > 2 && /\s/.test(text[close + 1] ?? '') ? text.slice(close + 1) : text;
}

function withoutLabel(text: string): string {
  const label = LABEL.exec(text)?.[0];
  if (label === undefined) return text;
  const rest = text.slice(label.length);
  return /^mailto\s*:/i.test(label) ? decodePercents(rest.split('?')[0] ?? '') : rest;
}

function decodePercents(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutEnd(text: string): string {
  const query = text.indexOf('?', text.lastIndexOf('@'));
  let end = query > 0 ? query : text.length;
  while (end > 0 && TRAILING.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}
