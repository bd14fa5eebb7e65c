import 'server-only';
import { hasBracketedAddress } from '@/lib/shared/email/address-in';
import type { Cell } from './line-cells';
import type { ListEntry } from './read-table';
import { readSeats } from './read-seats';

/** Longer text is no address; it is shown as one that has to be put right. */
const LONGEST_CELL = 1_000;
/** `5`, and as people mark it: `(5)`, `x5`, `5 seats`, `- 5`, `= 5`. */
const SEATS_BEHIND =
  /^(.*\S)\s+(?:[-=:\u2013\u2014]\s+|=|[x\u00d7*]\s?|[([])?(\+?\p{Nd}{1,7}(?:[.,]0{1,2})?)[)\]]?(?:\s?[x\u00d7]|\s?(?:seats?|licen[cs]es?|computers?|pcs?|users?))?$/isu;
const SEATS_BEFORE = /^(\p{Nd}{1,7})\s+(\S.*)$/su;
/** A number, whatever is wrong with it: it was meant as seats and is shown as such. */
const LIKE_NUMBER = /^[-+\u2212]?\p{Nd}/u;
/** `1,000`: no number of seats that is read, but surely meant as one. */
const GROUPED = /^\d{1,3}(?:[.,]\d{3}){1,3}$/;
const BULLET = /^(?:[-*+#>\u2013\u2014\u2022\u2023\u2043\u25a0-\u25ff\u00b7]|\p{Nd}{1,6}[.)])$/u;

type Item =
  | { kind: 'address'; text: string; seats: string; separator: string }
  | { kind: 'number' | 'text'; text: string; separator: string };

export type Line = {
  entries: ListEntry[];
  addresses: number;
  /** Those that can be read as seats. */
  numbers: number;
  /** Nothing but addresses, and no more numbers than they can have. */
  isClear: boolean;
  /** A number stands in front of the first address. */
  isNumberFirst: boolean;
};

/**
 * The entries of one line: addresses, each with at most one number of seats behind it or in front.
 * Where it can't be told to whom a number belongs, the line stays whole, to be put right. Text that
 * is neither becomes an entry of its own: nothing is lost.
 */
export function readLine(cells: readonly Cell[]): Line {
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

/** Without the signs that stand alone between addresses: `ann@x.example / bob@x.example`. */
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

/** `Lee, Ann <ann@x.example>` without quotes comes as two cells that are one. */
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

/** Each address with the number behind it, or each with the one in front; null: neither. */
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

/** `1,000` comes in two: as it was written it is refused, rather than read as 1. */
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
