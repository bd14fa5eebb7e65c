import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_SEATS } from '@/lib/contract/common';
import type { DraftChanges, PreviewRow } from '@/lib/contract/invitations';
import { addressIn, readAddress } from '@/lib/shared/email/address-in';
import { notesOn } from './row-notes';
import { readSeats } from '@/lib/server/lists/read-seats';
import type { ListEntry } from '@/lib/server/lists/read-table';

/**
 * How long rows are checked between two turns of the event loop: an odd address takes a hundred
 * times as long as a plain one.
 */
const TURN_MS = 20;

type Rules = {
  customers: ReadonlySet<string>;
  /** The most seats one invitation may ask for; null: no limit of ours. */
  maxSeats: number | null;
  /** What a person changed since the list was read. */
  changes: DraftChanges['rows'];
};

export type CheckedRows = { rows: PreviewRow[]; seatsTotal: number };

/**
 * What would become of each row. Of one address the first row counts, also where a person took it
 * out: whoever was taken out is not invited by another row.
 */
export async function checkEntries(
  entries: readonly ListEntry[],
  rules: Rules,
): Promise<CheckedRows> {
  const seen = new Map<string, number>();
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
    const first = problems.length > 0 ? undefined : seen.get(email);
    const verdict = verdictOf({ problems, first, isCustomer: rules.customers.has(email) });
    if (problems.length === 0 && first === undefined) seen.set(email, index);
    if (verdict === 'ready' && isIncluded) seatsTotal += seats;
    rows.push({ index, email, seats, original, verdict, problems, notes: [] });
  }
  for (const row of rows) {
    const wait = giveWay();
    if (wait) await wait;
    row.notes = notesOn(row, rows, seen);
  }
  return { rows, seatsTotal };
}

/** @returns what lets the event loop turn where the turn has lasted long enough */
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
        ? { path: 'email', code: 'missing', message: 'The e-mail address is missing.' }
        : { path: 'email', code: 'invalid', message: reading.fault },
    );
  }
  const seats = readSeats(entry.seats);
  if (seats === null) {
    const shown = entry.seats.trim().slice(0, 30).toWellFormed();
    problems.push({
      path: 'seats',
      code: 'invalid',
      message: `Seats must be a whole number from 0 to ${MAX_SEATS}, not “${shown}”.`,
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
  return `An invitation may ask for ${maxSeats} seats at most.`;
}
