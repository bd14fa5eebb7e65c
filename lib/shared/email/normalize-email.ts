import { areDirectionsClear, readLabel } from './host-label';
import { nameCharacter } from './name-character';

const MAX_EMAIL_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;
const MAX_HOST_LENGTH = 253;
const LONGEST_TEXT = 1_000;
/**
 * For a part as typed. Accents separate from their letters at most double the length, so anything
 * longer is too long in every form. It isn't examined character by character, which takes
 * milliseconds, and a list has thousands of rows.
 */
const LONGEST_TYPED_LOCAL = 2 * MAX_LOCAL_LENGTH;
const LONGEST_TYPED_HOST = 2 * MAX_HOST_LENGTH;

/** Spaces, and invisible characters that get copied along. */
const UNSEEN = /[\s\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
/** What RFC 5322 allows outside of quotes, in lower case, and the dots between. */
const PLAIN = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]$/;
const LETTER_OR_DIGIT = /[\p{L}\p{Mn}\p{Mc}\p{Nd}]/u;
/** Unicode letters and marks that are invisible or only look like apostrophes. */
const NO_LETTER = /[\p{Default_Ignorable_Code_Point}\u02b9-\u02bf\u02c8\u02ca\u02cb\u02ee]/u;
/** East Asian keyboards type these in full width; the half-width ones are meant. */
const WIDE_SIGN = /[\uff0b\uff0d\uff0e\uff3f]/;
const FULL_STOPS = /[\u3002\uff0e\uff61]/g;
const WIDE_OR_HALF = /[\uff01-\uffee]/;

/** Nearly all addresses match this, which in lower case is already the normal form. */
const SIMPLE =
  /^[a-z0-9_+%-]{1,64}(?:\.[a-z0-9_+%-]{1,64})*@(?:[a-z0-9]{1,63}(?:-[a-z0-9]{1,63})*\.)+[a-z]{2,}$/;
const LONGEST_SIMPLE = 64;

export type EmailReading = { email: string } | { fault: string };

const NOT_VALID = 'This isn’t a valid email address.';
const MISSING = 'The email address is missing.';

/**
 * The one form of an email address that is used as a key everywhere: trimmed, lower case, the local
 * part in NFKC, no trailing dot, the host in ASCII. Normalized before it is validated, so that what
 * was checked is what is stored. If the text isn't one plain address, `fault` explains why and
 * names the invalid character.
 */
export function readEmail(text: string): EmailReading {
  const simple = simpleEmail(text);
  if (simple !== null) return { email: simple };
  if (text.length > LONGEST_TEXT) return { fault: NOT_VALID };
  if (!text.isWellFormed()) return { fault: cantHave('The address', loneSurrogateIn(text)) };
  const trimmed = trimUnseen(text);
  const at = trimmed.lastIndexOf('@');
  if (at < 1 || at === trimmed.length - 1) return { fault: missingPart(trimmed) };
  if (trimmed.indexOf('@') < at) return { fault: 'This has more than one @.' };
  const local = readLocal(trimmed.slice(0, at));
  if ('fault' in local) return local;
  const host = readHost(trimmed.slice(at + 1));
  if ('fault' in host) return { fault: `The domain ${host.fault}` };
  const email = `${local.local}@${host.ascii}`;
  return bytesOf(email) > MAX_EMAIL_LENGTH ? { fault: 'This address is too long.' } : { email };
}

/** @returns null if the text isn't one plain address; see `readEmail` */
export function normalizeEmail(text: string): string | null {
  const reading = readEmail(text);
  return 'email' in reading ? reading.email : null;
}

/** The address, if the text obviously is one. */
export function simpleEmail(text: string): string | null {
  if (text.length > LONGEST_SIMPLE) return null;
  const folded = text.toLowerCase();
  return SIMPLE.test(folded) ? folded : null;
}

/** The text without spaces and invisible characters at its ends. */
export function trimUnseen(text: string): string {
  const characters = Array.from(text);
  let start = 0;
  let end = characters.length;
  while (start < end && UNSEEN.test(characters[start] ?? '')) start += 1;
  while (end > start && UNSEEN.test(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}

function readLocal(raw: string): { local: string } | { fault: string } {
  const characters = Array.from(raw).slice(0, LONGEST_TYPED_LOCAL);
  const odd = characters.find((character) => !isLocalCharacter(character));
  if (odd !== undefined) return { fault: cantHave('The part before the @', odd) };
  if (raw.length > LONGEST_TYPED_LOCAL) return { fault: 'The part before the @ is too long.' };
  // Twice: a lower-case letter may combine with an accent that its capital didn't combine with.
  const local = fold(raw);
  const first = Array.from(local)[0] ?? '';
  if (/\p{M}/u.test(first)) {
    return { fault: `The part before the @ begins with ${nameCharacter(first)}.` };
  }
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) {
    return {
      fault: 'The part before the @ can’t begin or end with a dot, or have two dots in a row.',
    };
  }
  if (bytesOf(local) > MAX_LOCAL_LENGTH) return { fault: 'The part before the @ is too long.' };
  return { local };
}

function isLocalCharacter(character: string): boolean {
  if (PLAIN.test(character.toLowerCase())) return true;
  if (WIDE_SIGN.test(character)) return true;
  if (!isLetterOrDigit(character)) return false;
  return Array.from(fold(character)).every((part) => PLAIN.test(part) || isLetterOrDigit(part));
}

function isLetterOrDigit(character: string): boolean {
  return LETTER_OR_DIGIT.test(character) && !NO_LETTER.test(character);
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** A host as people write it, and as in the DNS. */
export function readHost(raw: string): { shown: string; ascii: string } | { fault: string } {
  if (raw.length > LONGEST_TYPED_HOST) return { fault: 'is longer than 253 characters.' };
  // RFC 5895: lower case, wide and half-width forms, every script's full stop. Nothing else.
  const folded = Array.from(raw.replace(FULL_STOPS, '.').toLowerCase(), (character) =>
    WIDE_OR_HALF.test(character) ? character.normalize('NFKC') : character,
  )
    .join('')
    .normalize('NFC');
  const labels = folded.replace(/\.$/, '').split('.');
  const shown: string[] = [];
  const ascii: string[] = [];
  for (const text of labels) {
    const label = readLabel(text);
    if ('fault' in label) return label;
    shown.push(label.shown);
    ascii.push(label.ascii);
  }
  const top = ascii.at(-1) ?? '';
  if (labels.length < 2) return { fault: 'has no ending such as “.com”.' };
  // A number at the end makes it an IP address, even as `0x7f`.
  if (!/^[a-z]/.test(top)) return { fault: 'ends with a number.' };
  const name = ascii.join('.');
  if (name.length > MAX_HOST_LENGTH) return { fault: 'is longer than 253 characters.' };
  if (!areDirectionsClear(shown)) return { fault: 'mixes right-to-left text with numbers.' };
  return { shown: shown.join('.'), ascii: name };
}

function missingPart(text: string): string {
  if (text === '') return MISSING;
  const lookalike = /[\uff20\ufe6b]/.exec(text)?.[0];
  return lookalike === undefined ? NOT_VALID : cantHave('The address', lookalike);
}

function cantHave(where: string, character: string): string {
  const named = nameCharacter(character);
  return `${where} has ${named}, which email addresses can’t contain. Delete it, or type the address again.`;
}

function loneSurrogateIn(text: string): string {
  return Array.from(text).find((character) => !character.isWellFormed()) ?? '';
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
