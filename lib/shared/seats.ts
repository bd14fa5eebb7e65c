/** The most seats one user can have. */
export const MAX_SEATS = 100_000;

/**
 * A number of seats as people and spreadsheets write it: whole, in the digits of any script, also
 * `5.0`. Empty means 0.
 * @returns null if it isn't one
 */
export function readSeats(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const digits = /^\+?(\d{1,7})(?:[.,]0{1,2})?$/.exec(withLatinDigits(trimmed))?.[1];
  const seats = digits === undefined ? Number.NaN : Number(digits);
  return seats <= MAX_SEATS ? seats : null;
}

/** Unicode keeps the ten digits of a script together, in order. */
function withLatinDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (zero > 0 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String((code - zero) % 10);
  });
}
