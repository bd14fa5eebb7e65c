import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_BATCH_ROWS } from '../../schemas/invitations';
import { hasBracketedAddress } from '../../schemas/email/address-in';

/** Read between two turns of the event loop. */
const SLICE = 256 * 1024;
const SEPARATORS = ',;\t\r\n';

/**
 * Whether the text is what mail programs copy, rather than a table: a name with its address in
 * angle brackets, or several addresses on a line. Beside a number they stand in a table.
 */
export function isAddressLines(text: string): boolean {
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n|\r|\n/)
    .slice(0, 50);
  const hasNumber = lines.some((line) =>
    line.split(/[,;\t|]/).some((part) => /^\s*"?\d+"?\s*$/.test(part)),
  );
  return (
    !hasNumber && lines.some((line) => hasBracketedAddress(line) || line.split('@').length > 2)
  );
}

type Entry = { text: string; separator: string };

/**
 * The entries of such text: split at commas, semicolons, tabs and line ends outside of quotes and
 * brackets. Ends a little after the most entries a batch can have.
 */
export async function splitAddresses(text: string): Promise<string[]> {
  const entries: Entry[] = [];
  let start = 0;
  let isQuoted = false;
  let isBracketed = false;
  for (let at = 0; at <= text.length && entries.length <= 2 * MAX_BATCH_ROWS; at += 1) {
    if (at % SLICE === SLICE - 1) await nextTurn();
    const character = text[at] ?? '\n';
    const isLineEnd = character === '\n' || character === '\r';
    // No name or address goes on over a line end: a quote that was never closed ends with it.
    if (isLineEnd) isQuoted = isBracketed = false;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '<') isBracketed = true;
    else if (!isQuoted && character === '>') isBracketed = false;
    if (isQuoted || isBracketed || !SEPARATORS.includes(character)) continue;
    const entry = text.slice(start, at).trim();
    if (entry !== '') entries.push({ text: entry, separator: character });
    start = at + 1;
  }
  return joinNames(entries).flatMap(splitAtSpaces);
}

/** `Lee, Ann <ann@x.example>` without quotes comes as two entries that are one. */
function joinNames(entries: readonly Entry[]): string[] {
  const joined: string[] = [];
  let name = '';
  for (const { text, separator } of entries) {
    const entry = name === '' ? text : `${name}, ${text}`;
    const isName = separator === ',' && !text.includes('@') && name === '';
    if (isName) {
      name = text;
    } else if (name !== '' && !hasBracketedAddress(text)) {
      joined.push(name, text);
      name = '';
    } else {
      joined.push(entry);
      name = '';
    }
  }
  return name === '' ? joined : [...joined, name];
}

function splitAtSpaces(entry: string): string[] {
  if (!entry.includes('@', entry.indexOf('@') + 1)) return [entry];
  const words = entry.split(/\s+/);
  return words.every((word) => word.includes('@') && !/[<>"]/.test(word)) ? words : [entry];
}
