import { areDirectionsClear, readLabel } from './host-label';

/**
 * An address as people write it: `info@bücher.example` for the key `info@xn--bcher-kva.example`. A
 * part of the host that imitates another keeps its `xn--`, which reveals it. Anything else is
 * returned unchanged.
 */
export function shownEmail(email: string): string {
  return withHost(email, (label) => !isLookAlike(label));
}

/** A domain as people write it, with the same exception. */
export function shownDomain(domain: string): string {
  return shownEmail(`@${domain}`).slice(1);
}

/** The same regardless of look-alikes, for searching. */
export function decodedEmail(email: string): string {
  return withHost(email, () => true);
}

/** A person's search text as it appears in keys: `bücher` is in them as `xn--bcher-kva`. */
export function encodedSearch(text: string): string {
  if (!/[^\0-\u007f]/.test(text)) return text;
  const at = text.lastIndexOf('@');
  const labels = text
    .slice(at + 1)
    .normalize('NFC')
    .toLowerCase()
    .split('.')
    .map((label) => {
      const encoded = readLabel(label);
      return 'ascii' in encoded ? encoded.ascii : label;
    });
  return text.slice(0, at + 1) + labels.join('.');
}

function withHost(email: string, isShown: (label: string) => boolean): string {
  if (!email.includes('xn--')) return email;
  const at = email.lastIndexOf('@');
  const labels = email
    .slice(at + 1)
    .split('.')
    .map((label) => {
      if (!label.startsWith('xn--')) return label;
      const decoded = readLabel(label);
      return 'shown' in decoded && isShown(decoded.shown) ? decoded.shown : label;
    });
  if (at < 0 || !areDirectionsClear(labels)) return email;
  return email.slice(0, at + 1) + labels.join('.');
}

/** Scripts that addresses are written in; letters of any other count as one more. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  Latin: /\p{Script=Latin}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Armenian: /\p{Script=Armenian}/u,
  Georgian: /\p{Script=Georgian}/u,
  Hebrew: /\p{Script=Hebrew}/u,
  Arabic: /\p{Script=Arabic}/u,
  Devanagari: /\p{Script=Devanagari}/u,
  Thai: /\p{Script=Thai}/u,
  Cherokee: /\p{Script=Cherokee}/u,
  Lisu: /\p{Script=Lisu}/u,
  Coptic: /\p{Script=Coptic}/u,
  Han: /\p{Script=Han}/u,
  Kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
  Hangul: /\p{Script=Hangul}/u,
  Bopomofo: /\p{Script=Bopomofo}/u,
};

/** Commonly written together (UTS 39, highly restrictive), with Latin letters among them. */
const TOGETHER: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Kana'],
  ['Latin', 'Han', 'Hangul'],
  ['Latin', 'Han', 'Bopomofo'],
];

/**
 * Letters that look like Latin ones (from UTS 39's confusables): a word of only these passes for
 * Latin.
 */
const LIKE_LATIN =
  /^[-.\d\u0430\u0432\u0433\u0435\u043a\u043c\u043d\u043e\u043f\u0440\u0441\u0442\u0443\u0445\u044a\u044c\u0455\u0456\u0458\u0461\u0475\u04af\u04bb\u04cf\u04d5\u0501\u050d\u051b\u051d\u03b1\u03b3\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c3\u03c4\u03c5\u03c7\u03c9\u0561\u0563\u0566\u0570\u0578\u057d\u0581\u0584\u0585]+$/;
/** Latin letters that are hard to distinguish from others. */
const ODD_LATIN =
  /[\u0131\u0237\u0251\u0261\u0269\u026a\u028b\u0185\u01c0\u01bf\u0254\u0266\u1d00-\u1d2b\u1e9d\ua731\ua7ae\uab65]/u;

/**
 * Why a word may be mistaken for another: it mixes alphabets, or its letters look like Latin ones
 * but aren't. A hint, not a proof: people do have such names.
 */
export function lookAlikeOf(word: string): 'mixed' | 'whole' | null {
  const scripts = scriptsIn(word);
  const areTogether =
    scripts.size < 2 ||
    TOGETHER.some((known) => [...scripts].every((script) => known.includes(script)));
  if (!areTogether) return 'mixed';
  if (scripts.size === 1 && !scripts.has('Latin') && LIKE_LATIN.test(word)) return 'whole';
  return ODD_LATIN.test(word) ? 'whole' : null;
}

export function isLookAlike(word: string): boolean {
  return lookAlikeOf(word) !== null;
}

function scriptsIn(word: string): ReadonlySet<string> {
  const scripts = new Set<string>();
  for (const letter of word.match(/\p{L}/gu) ?? []) {
    if (/[\p{Script=Common}\p{Script=Inherited}]/u.test(letter)) continue;
    const known = Object.entries(SCRIPTS).find(([, script]) => script.test(letter));
    scripts.add(known?.[0] ?? 'other');
  }
  return scripts;
}
