/** Letters and figures that can't be taken for one another when read aloud or copied by hand. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';
const FIGURES = '23456789';
const ALPHABET = LETTERS + FIGURES;
const LENGTH = 20;

/** A password of 20 readable characters from the browser's secure source, with a small and a capital letter and a figure. */
export function generatePassword(): string {
  for (;;) {
    const text = Array.from({ length: LENGTH }, randomCharacter).join('');
    if (/[a-z]/.test(text) && /[A-Z]/.test(text) && /[2-9]/.test(text)) return text;
  }
}

/** Each equally likely: a byte beyond the last whole multiple of the alphabet is drawn again. */
function randomCharacter(): string {
  const limit = 256 - (256 % ALPHABET.length);
  for (;;) {
    const [byte = limit] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return ALPHABET.charAt(byte % ALPHABET.length);
  }
}
