/** Letters and digits that can't be confused with each other when read aloud or copied by hand. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const ALPHABET = LETTERS + DIGITS;
const LENGTH = 20;

/** A random password of 20 characters with a lowercase letter, an uppercase letter and a digit. */
export function generatePassword(): string {
  for (;;) {
    const text = Array.from({ length: LENGTH }, randomCharacter).join('');
    if (/[a-z]/.test(text) && /[A-Z]/.test(text) && /[2-9]/.test(text)) return text;
  }
}

/** Uniform: a byte beyond the last whole multiple of the alphabet's length is drawn again. */
function randomCharacter(): string {
  const limit = 256 - (256 % ALPHABET.length);
  for (;;) {
    const [byte = limit] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return ALPHABET.charAt(byte % ALPHABET.length);
  }
}
