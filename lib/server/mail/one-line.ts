import 'server-only';

const LONGEST = 120;
/** Line breaks, other control characters, and those that change the direction of what follows. */
const NOT_ON_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]+/gu;

/**
 * A name as part of a sentence: on one line, not too long, and isolated so that one written from
 * right to left doesn't turn the words around it.
 */
export function oneLine(text: string): string {
  const clean = text.toWellFormed().replace(NOT_ON_A_LINE, ' ').trim();
  const characters = [...clean];
  const short =
    characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : clean;
  return HAS_RIGHT_TO_LEFT.test(short) ? `\u2068${short}\u2069` : short;
}

const HAS_RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
