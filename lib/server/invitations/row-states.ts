import 'server-only';
import type { InvitationStatus } from '@/lib/contract/invitations';
import type { InviteAnswer } from '@/lib/server/upstreams/remotepc/map';
import type { RowReason } from './reasons';

/**
 * All allowed transitions of a row. `pending` → a final state without `sending` in between is for a
 * row that repeats an address: it copies the first one's result. `sending` → `cancelled` is for a
 * row that certainly wasn't sent, in a batch that was cancelled.
 */
export const transitions = {
  pending: ['sending', 'already_invited', 'exists', 'rejected', 'unconfirmed', 'cancelled'],
  sending: [
    'pending',
    'invited',
    'already_invited',
    'exists',
    'rejected',
    'unconfirmed',
    'cancelled',
  ],
  invited: [],
  already_invited: [],
  exists: [],
  rejected: [],
  unconfirmed: [],
  cancelled: [],
} as const satisfies Record<InvitationStatus, readonly InvitationStatus[]>;

type From = keyof typeof transitions;

export type NextStatus<F extends From> = (typeof transitions)[F][number];

/**
 * Both ends of a transition, for the `where` and the `set` of its update. A forbidden one doesn't
 * compile.
 */
export function transition<F extends From>(from: F, to: NextStatus<F>) {
  return { from, to };
}

/** Rows that aren't finished. */
export const openStatuses = ['pending', 'sending'] as const satisfies readonly InvitationStatus[];

/** Rows that a child batch retries. */
export const problemStatuses = [
  'rejected',
  'unconfirmed',
  'cancelled',
] as const satisfies readonly InvitationStatus[];

/** A row that a worker is sending. */
export type ClaimedRow = {
  index: number;
  email: string;
  seats: number;
  /** Attempts to send this row, including this one. */
  attempts: number;
};

/** What a call reported about one row. */
export type RowResult =
  | { kind: 'answered'; status: FinalStatus; code: string | null; reason: RowReason | null }
  /** The response was lost: the upstream may have acted. */
  | { kind: 'lost'; code: string | null; waitMs: number }
  /** The upstream certainly didn't act. */
  | { kind: 'unsent'; waitMs: number };

type FinalStatus = Exclude<NextStatus<'sending'>, 'pending' | 'cancelled'>;

/** One row's step out of `sending`. */
export type RowMove = {
  index: number;
  to: NextStatus<'sending'>;
  code: string | null;
  reason: RowReason | null;
  attempts: number;
  /** For a row that returns to waiting. */
  waitMs: number | null;
};

/** A row is sent again automatically once after a lost response; then a person decides. */
const MAX_ATTEMPTS = 2;

/** The step that a result means for a row, given its number of attempts. */
export function moveFor(row: ClaimedRow, result: RowResult, isCancelled: boolean): RowMove {
  const { index, attempts } = row;
  if (result.kind === 'answered') {
    // What is rejected now may have been accepted the first time, so it isn't called rejected.
    if (result.status === 'rejected' && attempts > 1) {
      const { code } = result;
      const reason = 'rejected_after_lost';
      return { index, attempts, to: 'unconfirmed', code, reason, waitMs: null };
    }
    const isOwnEarlier = result.status === 'already_invited' && attempts > 1;
    return {
      index,
      attempts,
      to: isOwnEarlier ? 'invited' : result.status,
      code: result.code,
      reason: isOwnEarlier ? 'confirmed' : result.reason,
      waitMs: null,
    };
  }
  const sent = result.kind === 'lost' ? attempts : attempts - 1;
  const waiting = { index, attempts: sent, code: null, reason: null, waitMs: result.waitMs };
  const ended = { index, attempts: sent, code: null, waitMs: null };
  const isSpent = result.kind === 'lost' && attempts >= MAX_ATTEMPTS;
  if (isSpent) return { ...ended, to: 'unconfirmed', code: result.code, reason: 'lost' };
  if (!isCancelled) return { ...waiting, to: 'pending' };
  if (sent === 0) return { ...ended, to: 'cancelled', reason: null };
  return { ...ended, to: 'unconfirmed', reason: 'lost_before_cancel' };
}

/** Each row's own result, by address. A row missing from the response isn't known to be done. */
export function resultsOf(
  rows: readonly ClaimedRow[],
  answers: readonly InviteAnswer[],
): Map<number, RowResult> {
  const byEmail = new Map(answers.map((answer) => [answer.email, answer]));
  return new Map(rows.map((row) => [row.index, resultOf(byEmail.get(row.email))]));
}

function resultOf(answer: InviteAnswer | undefined): RowResult {
  const kind = 'answered';
  if (!answer) return { kind, status: 'unconfirmed', code: null, reason: 'not_named' };
  const { status, word } = answer;
  const code = word || null;
  if (status === 'unknown') return { kind, status: 'unconfirmed', code, reason: 'undocumented' };
  return { kind, status, code, reason: status === 'invited' ? null : status };
}

/** The upstream rejected this one row. */
export function rejectedResult(code: string | undefined): RowResult {
  return { kind: 'answered', status: 'rejected', code: code ?? null, reason: 'rejected' };
}
