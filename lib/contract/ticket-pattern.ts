const DIGIT = /^\d$/;
const LETTER_OR_DIGIT = /^[a-z0-9]$/;
const IN_A_RUN = /^[a-z0-9._/-]$/;

/**
 * Whether a ticket has the form of a pattern: `#` is a digit, `?` a letter or digit, `*` one or
 * more letters, digits and `- _ . /`; everything else stands for itself, large or small. No regular
 * expression of the administrator's: all places are tried at once, so no pattern is slow.
 */
export function matchesTicketPattern(pattern: string, ticket: string): boolean {
  const signs = [...pattern.toLowerCase()];
  let places = new Set([0]);
  for (const character of ticket.toLowerCase()) {
    const next = new Set<number>();
    for (const place of places) {
      const sign = signs[place];
      if (sign === undefined || !fits(sign, character)) continue;
      next.add(place + 1);
      if (sign === '*') next.add(place);
    }
    places = next;
  }
  return places.has(signs.length);
}

function fits(sign: string, character: string): boolean {
  if (sign === '#') return DIGIT.test(character);
  if (sign === '?') return LETTER_OR_DIGIT.test(character);
  if (sign === '*') return IN_A_RUN.test(character) || character === '_';
  return sign === character;
}
