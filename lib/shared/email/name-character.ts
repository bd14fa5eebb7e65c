/**
 * Names of the characters that most often end up in addresses by mistake; Unicode's own, in lower
 * case.
 */
const NAMES: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\t': 'tab',
  '\n': 'line feed',
  '\r': 'carriage return',
  '\0': 'null',
  '\u007f': 'delete',
  '\u0085': 'next line',
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u00b4': 'acute accent',
  '\u00b7': 'middle dot',
  '\u00ab': 'left-pointing double angle quotation mark',
  '\u00bb': 'right-pointing double angle quotation mark',
  '\u02bb': 'modifier letter turned comma',
  '\u02bc': 'modifier letter apostrophe',
  '\u034f': 'combining grapheme joiner',
  '\u061c': 'Arabic letter mark',
  '\u180e': 'Mongolian vowel separator',
  '\u200b': 'zero width space',
  '\u200c': 'zero width non-joiner',
  '\u200d': 'zero width joiner',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u2010': 'hyphen',
  '\u2011': 'non-breaking hyphen',
  '\u2012': 'figure dash',
  '\u2013': 'en dash',
  '\u2014': 'em dash',
  '\u2015': 'horizontal bar',
  '\u2018': 'left single quotation mark',
  '\u2019': 'right single quotation mark',
  '\u201a': 'single low-9 quotation mark',
  '\u201b': 'single high-reversed-9 quotation mark',
  '\u201c': 'left double quotation mark',
  '\u201d': 'right double quotation mark',
  '\u201e': 'double low-9 quotation mark',
  '\u201f': 'double high-reversed-9 quotation mark',
  '\u2022': 'bullet',
  '\u2026': 'horizontal ellipsis',
  '\u2028': 'line separator',
  '\u2029': 'paragraph separator',
  '\u202a': 'left-to-right embedding',
  '\u202b': 'right-to-left embedding',
  '\u202c': 'pop directional formatting',
  '\u202d': 'left-to-right override',
  '\u202e': 'right-to-left override',
  '\u202f': 'narrow no-break space',
  '\u2039': 'single left-pointing angle quotation mark',
  '\u203a': 'single right-pointing angle quotation mark',
  '\u2060': 'word joiner',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2068': 'first strong isolate',
  '\u2069': 'pop directional isolate',
  '\u2122': 'trade mark sign',
  '\u2212': 'minus sign',
  '\u3000': 'ideographic space',
  '\u3164': 'Hangul filler',
  '\ufe0f': 'variation selector-16',
  '\ufe6b': 'small commercial at',
  '\ufeff': 'zero width no-break space',
  '\uff20': 'fullwidth commercial at',
  '\ufffc': 'object replacement character',
  '\ufffd': 'replacement character: the text was already damaged',
};

/** The kind of a character that has no name here; the first match wins. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\p{Cs}/u, 'half of a character'],
  [/\p{Cc}/u, 'a control character'],
  [/\p{Co}/u, 'a private-use character'],
  [/\p{Cn}/u, 'an unassigned code point'],
  [/[\u{e0000}-\u{e007f}]/u, 'an invisible tag character'],
  [/\p{Variation_Selector}/u, 'an invisible variation selector'],
  [/[\p{Cf}\p{Default_Ignorable_Code_Point}]/u, 'an invisible formatting character'],
  [/\p{Z}/u, 'a kind of space'],
  [/\p{Emoji_Presentation}|\p{Extended_Pictographic}/u, 'an emoji or picture'],
  [/[\p{Pi}\p{Pf}]/u, 'a quotation mark'],
  [/\p{Pd}/u, 'a kind of dash'],
  [/[\p{Ps}\p{Pe}]/u, 'a bracket'],
  [/\p{P}/u, 'a punctuation mark'],
  [/\p{S}/u, 'a symbol'],
  [/\p{M}/u, 'a combining mark'],
  [/\p{N}/u, 'a kind of number'],
];

const INVISIBLE = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/u;

/**
 * A character as named in a sentence, so that an invisible one can be found and deleted: `“’”
 * (U+2019, right single quotation mark)`, `the invisible U+200B (zero width space)`.
 */
export function nameCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const name = NAMES[character] ?? KINDS.find(([kind]) => kind.test(character))?.[1];
  if (INVISIBLE.test(character)) {
    return `the invisible U+${code}${name === undefined ? '' : ` (${name})`}`;
  }
  return `“${character}” (U+${code}${name === undefined ? '' : `, ${name}`})`;
}
