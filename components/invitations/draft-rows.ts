import type { BatchPreview, DraftChanges, PreviewRow } from '@/lib/contract/invitations';
import { FirstRows } from '@/lib/shared/first-rows';
import { readSeats } from '@/lib/shared/seats';

export type RowChange = DraftChanges['rows'][string];

/** One row of a draft: an invitation if it's submitted. */
export type DraftRow = {
  email: string;
  /** Null: not a valid number. */
  seats: number | null;
  /** The text of the cell. */
  seatsText: string;
  /** The original cells, for the results file. */
  original: PreviewRow['original'];
  problems: PreviewRow['problems'];
  notes: PreviewRow['notes'];
  /** False: excluded by the person. */
  isIncluded: boolean;
  /** The person's edits, as saved on the server. */
  changed: RowChange;
};

/** The state of a row: found by the server, or excluded by the person. */
export type RowState = PreviewRow['verdict'] | 'left_out';
export type RowStateCounts = Record<RowState, number>;

export const rowStates = ['ready', 'fix', 'already_customer', 'duplicate', 'left_out'] as const;

/** A row without edits: one object, so that it can be compared by identity. */
export const unchanged: RowChange = {};

/** @param changed the saved edits, which the preview already includes */
export function toDraftRow(found: PreviewRow, changed: RowChange = unchanged): DraftRow {
  const { email, seats, original, problems, notes } = found;
  const isFaulty = problems.some(({ path }) => path === 'seats');
  const seatsText = isFaulty ? (changed.seats ?? original.seats) : String(seats);
  return {
    email,
    seats: isFaulty ? readSeats(seatsText) : seats,
    seatsText,
    original,
    problems,
    notes,
    isIncluded: changed.isIncluded ?? true,
    changed,
  };
}

/**
 * The state of each row, edits included. Duplicates depend on the rows above, so they are found
 * here; whether an address is valid and a user is known from the server.
 */
export function evaluateRows(
  rows: readonly DraftRow[],
  existingUsers: ReadonlySet<string>,
): readonly RowState[] {
  const firsts = new FirstRows();
  return rows.map(({ email, problems, isIncluded }, index) => {
    if (problems.length > 0) return isIncluded ? 'fix' : 'left_out';
    if (firsts.add(email, index) !== undefined) return 'duplicate';
    if (existingUsers.has(email)) return 'already_customer';
    return isIncluded ? 'ready' : 'left_out';
  });
}

export function countStates(states: readonly RowState[]): RowStateCounts {
  const counts = { ready: 0, fix: 0, already_customer: 0, duplicate: 0, left_out: 0 };
  for (const state of states) counts[state] += 1;
  return counts;
}

/** Positions of the rows in this state. */
export function rowsAt(states: readonly RowState[], state: RowState): number[] {
  return states.flatMap((found, index) => (found === state ? [index] : []));
}

/** Positions of the rows to invite that have no seats in the list and none set by the person. */
export function rowsWithoutSeats(rows: readonly DraftRow[], states: readonly RowState[]): number[] {
  return rowsAt(states, 'ready').filter((index) => {
    const row = rows[index];
    return row?.original.seats.trim() === '' && row.changed.seats === undefined;
  });
}

/** Addresses of the existing users in a preview. */
export function existingUsersIn(rows: BatchPreview['rows']): Set<string> {
  return new Set(
    rows.flatMap(({ verdict, email }) => (verdict === 'already_customer' ? [email] : [])),
  );
}

/** One address as a table of its own, so that nothing in it is read as a second address. */
export function asTable(email: string): string {
  return `email\r\n"${email.replaceAll('"', '""')}"\r\n`;
}

/** How to read the result of `asTable`, whatever the address looks like. */
export const asTableReading = { columns: { email: 0, seats: null, hasHeader: true } };
