import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DraftChanges, PreviewRow } from '@/lib/contract/invitations';
import type { ListEntry } from '@/lib/server/lists/read-table';
import { addressIn, readAddress } from '@/lib/shared/email/address-in';
import { isLookAlike, lookAlikeOf, decodedEmail } from '@/lib/shared/email/shown-email';
import { FirstRows } from '@/lib/shared/first-rows';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { MAX_SEATS, readSeats } from '@/lib/shared/seats';

/**
 * How long rows are checked between two turns of the event loop: an unusual address takes a hundred
 * times as long as a plain one.
 */
const TURN_MS = 20;

type Rules = {
  customers: ReadonlySet<string>;
  /** The most seats per invitation; null: no limit. */
  maxSeats: number | null;
  /** What the person changed since the list was read. */
  changes: DraftChanges['rows'];
};

export type CheckedRows = { rows: PreviewRow[]; seatsTotal: number };

/**
 * The verdict on each row. The first row of an address counts, even if it was excluded: an excluded
 * person must not be invited by another row.
 */
export async function checkEntries(
  entries: readonly ListEntry[],
  rules: Rules,
): Promise<CheckedRows> {
  const firsts = new FirstRows();
  const rows: PreviewRow[] = [];
  let seatsTotal = 0;
  const giveWay = turns();
  for (const [index, original] of entries.entries()) {
    const wait = giveWay();
    if (wait) await wait;
    const change = rules.changes[index] ?? {};
    const isIncluded = change.isIncluded ?? true;
    const checked = checkEntry({ ...original, ...textsOf(change) }, rules.maxSeats);
    const { email, seats, problems } = checked;
    const first = problems.length > 0 ? undefined : firsts.add(email, index);
    const verdict = verdictOf({ problems, first, isCustomer: rules.customers.has(email) });
    if (verdict === 'ready' && isIncluded) seatsTotal += seats;
    rows.push({ index, email, seats, original, verdict, problems, notes: [] });
  }
  for (const row of rows) {
    const wait = giveWay();
    if (wait) await wait;
    row.notes = notesOn(row, rows, firsts);
  }
  return { rows, seatsTotal };
}

/** @returns a function that yields to the event loop once the turn has lasted long enough */
function turns(): () => Promise<void> | undefined {
  let endsAt = performance.now() + TURN_MS;
  return () => {
    if (performance.now() < endsAt) return undefined;
    return nextTurn().then(() => {
      endsAt = performance.now() + TURN_MS;
    });
  };
}

function textsOf(change: { email?: string; seats?: string }): Partial<ListEntry> {
  return {
    ...(change.email !== undefined && { email: change.email }),
    ...(change.seats !== undefined && { seats: change.seats }),
  };
}

function verdictOf(facts: {
  problems: PreviewRow['problems'];
  first: number | undefined;
  isCustomer: boolean;
}): PreviewRow['verdict'] {
  if (facts.problems.length > 0) return 'fix';
  if (facts.first !== undefined) return 'duplicate';
  return facts.isCustomer ? 'already_customer' : 'ready';
}

function checkEntry(
  entry: ListEntry,
  maxSeats: number | null,
): Pick<PreviewRow, 'email' | 'seats' | 'problems'> {
  const problems: PreviewRow['problems'] = [];
  const reading = readAddress(entry.email);
  const email = 'email' in reading ? reading.email : addressIn(entry.email);
  if ('fault' in reading) {
    problems.push(
      email === ''
        ? { path: 'email', code: 'missing', message: 'The email address is missing.' }
        : { path: 'email', code: 'invalid', message: reading.fault },
    );
  }
  const seats = readSeats(entry.seats);
  if (seats === null) {
    const shown = entry.seats.trim().slice(0, 30).toWellFormed();
    problems.push({
      path: 'seats',
      code: 'invalid',
      message: `Seats must be a whole number from 0 to ${formatNumber(MAX_SEATS)}, not “${shown}”.`,
    });
  } else if (maxSeats !== null && seats > maxSeats) {
    problems.push({
      path: 'seats',
      code: 'above_limit',
      message: aboveLimit(maxSeats),
    });
  }
  return { email, seats: seats ?? 0, problems };
}

export function aboveLimit(maxSeats: number): string {
  return `An invitation can have at most ${formatCount(maxSeats, 'seat')}.`;
}

/**
 * Notes about a row that block nothing: which row it repeats, that a `+tag` belongs to a mailbox
 * that may also be in the list, that letters only look like others.
 * @param firsts where each address first appears
 */
function notesOn(
  row: PreviewRow,
  rows: readonly PreviewRow[],
  firsts: FirstRows,
): PreviewRow['notes'] {
  const notes: PreviewRow['notes'] = [];
  const first = rows[firsts.indexOf(row.email) ?? -1];
  if (row.verdict === 'duplicate' && first) {
    const other = first.seats === row.seats ? '' : `, with ${first.seats} seats`;
    notes.push({
      code: 'repeated',
      message: `Row ${first.index + 1} has the same address${other}.`,
    });
  }
  if (row.verdict === 'fix') return notes;
  const mailbox = mailboxOf(row.email);
  if (mailbox !== null) {
    const at = firsts.indexOf(mailbox);
    const where = at === undefined ? '' : `, which is in row ${at + 1}`;
    notes.push({
      code: 'plus_tag',
      message: `Because of its +tag, this is probably the same mailbox as ${mailbox}${where}.`,
    });
  }
  const lookAlike = lookAlikeNote(row.email);
  if (lookAlike) notes.push(lookAlike);
  return notes;
}

/** The mailbox to which most providers deliver an address with a `+tag`; null without a tag. */
function mailboxOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  const plus = email.indexOf('+');
  return plus > 0 && plus < at ? email.slice(0, plus) + email.slice(at) : null;
}

/** For the part before the @, and each part of the host as people write it. */
function lookAlikeNote(email: string): PreviewRow['notes'][number] | null {
  const decoded = decodedEmail(email);
  const at = decoded.lastIndexOf('@');
  const words = [decoded.slice(0, at), ...decoded.slice(at + 1).split('.')];
  const word = words.find(isLookAlike);
  if (word === undefined) return null;
  if (lookAlikeOf(word) === 'mixed') {
    return {
      code: 'mixed_alphabets',
      message: `“${word}” mixes letters from different alphabets that can look the same. Make sure this is the address you mean.`,
    };
  }
  return {
    code: 'look_alike',
    message: `“${word}” has letters that only look like Latin ones. Make sure this is the address you mean.`,
  };
}
