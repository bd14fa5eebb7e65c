import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_BATCH_ROWS } from '@/lib/contract/invitations';
import { hasBracketedAddress } from '@/lib/shared/email/address-in';
import { readSeats } from '@/lib/shared/seats';
import type { ListEntry } from './read-table';

/** Lines read between two turns of the event loop. */
const SLICE = 16 * 1024;
/** A longer line is processed in portions. */
const MOST_CELLS = 1_000;

/** Commas, semicolons and bars of every script, and the tab. */
const SEPARATORS =
  ',;\t|\uff0c\uff1b\uff5c\u3001\uff64\u060c\u061b\ufe10\ufe11\ufe14\ufe50\ufe51\ufe54\u2e34\u2e35\u2e41\u055d\u07f8\u1363\u1364\u1802\u1808\ua4fe\ua60d\ua6f5\u00a6\u2502\u2503\u204f';
const LINE_ENDS = '\n\r\u2028\u2029\u0085\v\f';
/**
 * What closes an opening mark: separators in between are text. Quotation marks open only at the
 * start of a cell.
 */
const BRACKETS: Readonly<Record<string, string>> = { '<': '>', '(': ')', '\uff1c': '\uff1e' };
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  '\u201c': '\u201d\u201c',
  '\u201e': '\u201c\u201d',
  '\u00ab': '\u00bb',
};
/** `&lt;`: its semicolon separates nothing. */
const LONGEST_ENTITY = 8;

/** What is between two separators of a line, and the separator after it. */
type Cell = { text: string; separator: string };

/** The lines of a text as cells; separators in quotes and brackets don't count. */
async function* cellsOfLines(text: string): AsyncGenerator<Cell[], void, void> {
  let cells: Cell[] = [];
  let start = 0;
  let closing = '';
  let isAtStart = true;
  for (let at = 0; at <= text.length; at += 1) {
    if (at % SLICE === SLICE - 1) await nextTurn();
    const character = text[at] ?? '\n';
    const isLineEnd = LINE_ENDS.includes(character);
    // No name or address continues over a line break: it ends a quote that was never closed.
    if (isLineEnd) closing = '';
    else if (closing !== '') closing = closing.includes(character) ? '' : closing;
    else closing = BRACKETS[character] ?? (isAtStart ? (QUOTES[character] ?? '') : '');
    isAtStart = isAtStart && /\s/.test(character);
    const isSeparator = closing === '' && SEPARATORS.includes(character) && !isEntityEnd(text, at);
    if (!isLineEnd && !isSeparator) continue;
    const cell = text.slice(start, at).trim();
    if (cell !== '') cells.push({ text: cell, separator: character });
    start = at + 1;
    isAtStart = true;
    if (cells.length === 0 || (!isLineEnd && cells.length < MOST_CELLS)) continue;
    yield cells;
    cells = [];
  }
}

function isEntityEnd(text: string, at: number): boolean {
  return text[at] === ';' && /&#?\w{1,6}$/.test(text.slice(Math.max(0, at - LONGEST_ENTITY), at));
}

/** Longer text isn't an address; it is shown as one to fix. */
const LONGEST_CELL = 1_000;
/** `5`, and its variants: `(5)`, `x5`, `5 seats`, `- 5`, `= 5`. */
const SEATS_BEHIND =
  /^(.*\S)\s+(?:[-=:\u2013\u2014]\s+|=|[x\u00d7*]\s?|[([])?(\+?\p{Nd}{1,7}(?:[.,]0{1,2})?)[)\]]?(?:\s?[x\u00d7]|\s?(?:seats?|licen[cs]es?|computers?|pcs?|users?))?$/isu;
const SEATS_BEFORE = /^(\p{Nd}{1,7})\s+(\S.*)$/su;
/** A number, however invalid: it was meant as seats and is shown as such. */
const LIKE_NUMBER = /^[-+\u2212]?\p{Nd}/u;
/** `1,000`: can't be read as seats, but is surely meant as a number. */
const GROUPED = /^\d{1,3}(?:[.,]\d{3}){1,3}$/;
const BULLET = /^(?:[-*+#>\u2013\u2014\u2022\u2023\u2043\u25a0-\u25ff\u00b7]|\p{Nd}{1,6}[.)])$/u;

type Item =
  | { kind: 'address'; text: string; seats: string; separator: string }
  | { kind: 'number' | 'text'; text: string; separator: string };

export type Line = {
  entries: ListEntry[];
  addresses: number;
  /** Numbers that can be read as seats. */
  numbers: number;
  /** Only addresses, and no more numbers than addresses. */
  isClear: boolean;
  /** A number comes before the first address. */
  isNumberFirst: boolean;
};

/**
 * The entries of one line: addresses, each with at most one number of seats after or before it. If
 * it's ambiguous which address a number belongs to, the line is kept whole, to be fixed. Text that
 * is neither becomes its own entry: nothing is lost.
 */
function readLine(cells: readonly Cell[]): Line {
  const items = joinNames(cells.flatMap(itemsOf));
  const addresses = items.filter((item) => item.kind === 'address');
  const numbers = items.filter((item) => item.kind === 'number');
  const texts = items.filter((item) => item.kind === 'text');
  const facts = {
    addresses: addresses.length,
    numbers: [...numbers, ...seatsOf(addresses)].filter(({ text }) => readSeats(text) !== null)
      .length,
    isNumberFirst: items[0]?.kind === 'number',
  };
  const isClear = texts.length === 0 && addresses.length > 0;
  if (addresses.length === 0) return { ...facts, entries: [whole(cells)], isClear };
  if (numbers.length === 0) return { ...facts, entries: items.map(entryOf), isClear };
  if (addresses.length === 1) {
    const seats = joined([...seatsOf(addresses), ...numbers]);
    const entries = items
      .filter((item) => item.kind !== 'number')
      .map((item) => (item.kind === 'address' ? { email: item.text, seats } : entryOf(item)));
    const isOne = numbers.length === 1 || readSeats(seats) !== null || GROUPED.test(seats);
    return { ...facts, entries, isClear: isClear && isOne };
  }
  return { ...facts, entries: pairsOf(items) ?? [whole(cells)], isClear };
}

function itemsOf({ text, separator }: Cell): Item[] {
  const isNumber = LIKE_NUMBER.test(text.replace(/^["']/, '')) && !text.includes('@');
  if (isNumber && !BULLET.test(text)) {
    return [{ kind: 'number', text: text.replace(/^["'](.*)["']$/s, '$1'), separator }];
  }
  if (!text.includes('@') || text.length > LONGEST_CELL) {
    return BULLET.test(text) ? [] : [{ kind: 'text', text, separator }];
  }
  const words = wordsOf(text);
  const areAlone = words.every(
    (word) => readSeats(word) !== null || (word.includes('@') && !/[<>"(]/.test(word)),
  );
  if (areAlone && words.filter((word) => word.includes('@')).length > 1) {
    return words.map((word, at) => ({
      ...(word.includes('@')
        ? { kind: 'address' as const, text: word, seats: '' }
        : { kind: 'number' as const, text: word }),
      separator: at === words.length - 1 ? separator : ' ',
    }));
  }
  return [{ kind: 'address', ...withoutSeats(text), separator }];
}

/** Without separators between addresses: `ann@x.example / bob@x.example`. */
function wordsOf(text: string): string[] {
  const words = text.split(/[\s\uff0f]+/);
  const addresses = words.filter((word) => word.includes('@')).length;
  return addresses > 1 ? words.filter((word) => !/^[/&+\u00b7\u2022\u30fb]$/.test(word)) : words;
}

/** `bob@x.example 5`, `5 bob@x.example`, `Bob <bob@x.example> 5`. */
function withoutSeats(text: string): { text: string; seats: string } {
  const [, before = '', behind = ''] = SEATS_BEHIND.exec(text) ?? [];
  if (before.includes('@')) return { text: before, seats: behind };
  const [, front = '', rest = ''] = SEATS_BEFORE.exec(text) ?? [];
  return rest.includes('@') && /^\S+@|</.test(rest)
    ? { text: rest, seats: front }
    : { text, seats: '' };
}

/** `Lee, Ann <ann@x.example>` without quotes arrives as two cells that belong together. */
function joinNames(items: readonly Item[]): Item[] {
  const names: Item[] = [];
  for (const item of items) {
    const before = names.at(-1);
    const isOne =
      item.kind === 'address' &&
      before?.kind === 'text' &&
      before.separator === ',' &&
      hasBracketedAddress(item.text) &&
      !item.text.trimStart().startsWith('<');
    if (isOne) names[names.length - 1] = { ...item, text: `${before.text}, ${item.text}` };
    else names.push(item);
  }
  return names;
}

/** Each address with the number after it, or each with the one before it; null: neither. */
function pairsOf(items: readonly Item[]): ListEntry[] | null {
  const kinds = items.map(({ kind }) => (kind === 'address' ? 'a' : kind === 'number' ? 'n' : 't'));
  const order = kinds.join('');
  const isBehind = /^(?:an)+$/.test(order);
  if (!isBehind && !/^(?:na)+$/.test(order)) return null;
  if (items.some((item) => item.kind === 'address' && item.seats !== '')) return null;
  const entries: ListEntry[] = [];
  for (let at = 0; at < items.length; at += 2) {
    const [email, seats] = isBehind ? [items[at], items[at + 1]] : [items[at + 1], items[at]];
    entries.push({ email: email?.text ?? '', seats: seats?.text ?? '' });
  }
  return entries;
}

function seatsOf(addresses: readonly Item[]): { text: string; separator: string }[] {
  return addresses.flatMap((item) =>
    item.kind === 'address' && item.seats !== '' ? [{ text: item.seats, separator: ' ' }] : [],
  );
}

/** `1,000` arrives as two cells: as written it is rejected, rather than read as 1. */
function joined(numbers: readonly { text: string; separator: string }[]): string {
  return numbers
    .map(({ text, separator }, at) => (at === numbers.length - 1 ? text : text + separator))
    .join('');
}

function entryOf(item: Item): ListEntry {
  return { email: item.text, seats: item.kind === 'address' ? item.seats : '' };
}

function whole(cells: readonly Cell[]): ListEntry {
  const text = cells.map(({ text: cell, separator }) => cell + separator).join(' ');
  return { email: text.trim().replace(/[,;\t|]$/, ''), seats: '' };
}

const LOOKED_AT = 20_000;
const LINES_LOOKED_AT = 50;
/** Lines without an address among lines with one: a title, or unknown headers. */
const MOST_TITLES = 1;

/**
 * Whether the text is a list of addresses rather than a table: what mail programs copy (a name with
 * its address in angle brackets, or several addresses per line), or addresses of which some have a
 * number of seats.
 */
export async function isAddressLines(text: string): Promise<boolean> {
  const lines = await linesOf(text);
  if (areNumbered(lines)) return true;
  const found = lines.map(readLine);
  if (!found.some(({ numbers }) => numbers > 0)) {
    if (lines.some((cells) => cells.some((cell) => hasBracketedAddress(cell.text)))) return true;
    // Names in their own cells belong to a table, and so does a second address.
    const named = found.filter(({ addresses, isClear }) => addresses > 0 && !isClear).length;
    if (found.length < 2) return found.some(({ addresses }) => addresses > 1);
    return found.some(({ addresses }) => addresses > 1) && named * 2 <= found.length;
  }
  // A single row of two cells is a table like any other.
  if (found.length === 1 && found[0]?.addresses === 1 && isRow(lines[0])) return false;
  const titles = found.filter(({ addresses }) => addresses === 0).length;
  const clear = found.filter(({ isClear }) => isClear).length;
  return clear > 0 && titles <= MOST_TITLES && clear + titles === found.length;
}

/**
 * Whether each line has one address, with the number before it on some and after it on others: no
 * table does that.
 */
export async function hasBothOrders(text: string): Promise<boolean> {
  const found = (await linesOf(text)).map(readLine);
  const pairs = found.filter(({ numbers }) => numbers > 0);
  return (
    found.every(({ addresses, isClear }) => addresses === 1 && isClear) &&
    pairs.some(({ isNumberFirst }) => isNumberFirst) &&
    pairs.some(({ isNumberFirst }) => !isNumberFirst)
  );
}

async function linesOf(text: string): Promise<Cell[][]> {
  const lines: Cell[][] = [];
  for await (const cells of cellsOfLines(text.slice(0, LOOKED_AT))) {
    if (lines.push(cells) === LINES_LOOKED_AT) break;
  }
  return lines;
}

function isRow(cells: readonly Cell[] = []): boolean {
  return (
    cells.length > 1 && cells.slice(0, -1).every(({ separator }) => ',;\t|'.includes(separator))
  );
}

/** The number at the start of a line, and what follows. */
const NUMBER_IN_FRONT = /^(\p{Nd}{1,6})(?:\s+(?=\S)|$)/u;

/**
 * Whether the lines count up from 1, as in a numbered list: "1 ann@x.example" and "2 bob@x.example"
 * aren't one seat and two. A single line doesn't count.
 */
function areNumbered(lines: readonly Cell[][]): boolean {
  const listed = lines.filter((cells) => cells.some(({ text }) => text.includes('@')));
  return (
    listed.length > 1 &&
    lines.length - listed.length <= MOST_TITLES &&
    listed.every(([first], at) => readSeats(numberInFront(first)) === at + 1)
  );
}

function numberInFront(cell: Cell | undefined): string {
  return NUMBER_IN_FRONT.exec(cell?.text ?? '')?.[1] ?? '';
}

function withoutNumber(cells: readonly Cell[]): Cell[] {
  const [first, ...others] = cells;
  if (!first) return [];
  const text = first.text.replace(NUMBER_IN_FRONT, '');
  return text === '' ? others : [{ ...first, text }, ...others];
}

/** The entries of such text. Stops shortly after the most entries a batch can have. */
export async function splitAddresses(text: string): Promise<ListEntry[]> {
  const isNumbered = areNumbered(await linesOf(text));
  const entries: ListEntry[] = [];
  for await (const cells of cellsOfLines(text)) {
    entries.push(...readLine(isNumbered ? withoutNumber(cells) : cells).entries);
    if (entries.length > 2 * MAX_BATCH_ROWS) break;
  }
  return entries;
}
