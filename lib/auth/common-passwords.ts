import 'server-only';

const COMMON = [
  'password',
  'passwort',
  'qwerty',
  'qwertz',
  'letmein',
  'welcome',
  'administrator',
  'admin',
  'iloveyou',
  'changeme',
  'resellerdesk',
  'remotepc',
  'remoteit',
  'secret',
  'login',
  'master',
  'dragon',
  'monkey',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'superman',
  'trustno1',
  'whatever',
];

/**
 * Whether a long password is an easy one: a common word or one of `context` (their e-mail, their
 * name) padded or repeated, a single repeated group, or a plain sequence.
 */
export function isCommonPassword(password: string, context: string[] = []): boolean {
  const plain = password.normalize('NFKC').toLowerCase();
  if (/^(.{1,4})\1+.{0,3}$/su.test(plain)) return true;
  const letters = plain.replace(/[^\p{Letter}]/gu, '');
  const words = [
    ...COMMON,
    ...context.flatMap((text) => text.toLowerCase().split(/[^\p{Letter}]+/u)),
  ];
  const rest = words
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length)
    .reduce((text, word) => text.replaceAll(word, ''), letters);
  if (letters.length > 0 && rest.length <= 2) return true;
  return isSequence(plain);
}

/** `123456789012345`, `abcdefghijklmno`: each character one step from the one before. */
function isSequence(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  const plainSteps = steps.filter((step) => Math.abs(step) <= 1 || Math.abs(step) === 9);
  return plainSteps.length >= steps.length * 0.9;
}
