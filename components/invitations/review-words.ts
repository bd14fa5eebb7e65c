import type { CreateBatchInput, PreviewRow } from '@/lib/contract/invitations';
import type { InputFault } from '@/lib/contract/problem';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { HELD_ABOVE, HOLD_SECONDS } from '@/lib/shared/hold';
import { countStates, rowsAt, type DraftRow, type RowState } from './draft-rows';
import type { Draft } from './draft-state';

export type Review = {
  /** Positions of the rows that will be sent. */
  send: number[];
  seats: number;
  /** "Will invite 184 people, skip 12 (9 existing users, 3 duplicates)". */
  sentence: string;
  /** The same, short: "Will invite 184, skip 12". */
  summary: string;
};

/** What submitting does, in the future tense. */
export function reviewRows(rows: readonly DraftRow[], states: readonly RowState[]): Review {
  const send = rowsAt(states, 'ready');
  const counts = countStates(states);
  const skipped = rows.length - send.length;
  const reasons = [
    counts.already_customer > 0 && formatCount(counts.already_customer, 'existing user'),
    counts.duplicate > 0 && formatCount(counts.duplicate, 'duplicate'),
    counts.fix > 0 && `${formatNumber(counts.fix)} to fix`,
    counts.left_out > 0 && `${formatNumber(counts.left_out)} excluded`,
  ].filter((reason) => reason !== false);
  const invite = send.length === 0 ? 'no one' : formatCount(send.length, 'person', 'people');
  const skip = skipped === 0 ? '' : `, skip ${formatNumber(skipped)} (${reasons.join(', ')})`;
  const skipShort = skipped === 0 ? '' : `, skip ${formatNumber(skipped)}`;
  return {
    send,
    seats: send.reduce((sum, index) => sum + (rows[index]?.seats ?? 0), 0),
    sentence: `Will invite ${invite}${skip}.`,
    summary: `Will invite ${send.length === 0 ? 'no one' : formatNumber(send.length)}${skipShort}`,
  };
}

/** More people than this always wait; as the account's policy sets it, which holds on the server. */
export function heldAbove({ readAs }: Pick<Draft, 'readAs'>): number {
  return readAs?.holdAbove ?? HELD_ABOVE;
}

export function isLarge(draft: Pick<Draft, 'readAs'>, { send }: Pick<Review, 'send'>): boolean {
  return send.length > heldAbove(draft);
}

export function isHeld(
  draft: Pick<Draft, 'isHeld' | 'readAs'>,
  review: Pick<Review, 'send'>,
): boolean {
  return draft.isHeld || isLarge(draft, review);
}

/** The request body: each row as checked and as it was in the list. */
export function inputOf(draft: Draft, review: Review): CreateBatchInput {
  const name = draft.name.trim();
  return {
    ...(name && { name }),
    rows: review.send.flatMap((index) => {
      const row = draft.rows[index];
      return row ? [{ email: row.email, seats: row.seats ?? 0, original: row.original }] : [];
    }),
    holdSeconds: isHeld(draft, review) ? HOLD_SECONDS : 0,
  };
}

type Problems = PreviewRow['problems'];

/**
 * Assigns the server's errors to draft rows. The server counts the submitted rows; `sent` has the
 * position of each in the draft. Errors that belong to no row are returned as `rest`.
 */
export function faultsByRow(
  errors: readonly InputFault[],
  sent: readonly number[],
): { faults: Map<number, Problems>; rest: InputFault[] } {
  const faults = new Map<number, Problems>();
  const rest: InputFault[] = [];
  for (const fault of errors) {
    const match = /^rows\[(\d+)\](?:\.(email|seats))?$/.exec(fault.path);
    const index = match ? sent[Number(match[1])] : undefined;
    if (index === undefined) {
      rest.push(fault);
      continue;
    }
    const path = match?.[2] === 'seats' ? 'seats' : 'email';
    const { code, message } = fault;
    faults.set(index, [...(faults.get(index) ?? []), { path, code, message }]);
  }
  return { faults, rest };
}
