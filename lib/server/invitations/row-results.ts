import 'server-only';
import type { InviteAnswer } from '@/lib/server/upstreams/remotepc/map';
import type { ClaimedRow } from './claim-chunk';
import type { NextStatus } from './transitions';

/** What a call said of one row. */
export type RowResult =
  | { kind: 'answered'; status: FinalStatus; code: string | null; message: string | null }
  /** The answer was lost: the upstream may have acted. */
  | { kind: 'lost'; code: string | null; waitMs: number }
  /** The upstream certainly did not act. */
  | { kind: 'unsent'; waitMs: number };

type FinalStatus = Exclude<NextStatus<'sending'>, 'pending' | 'cancelled'>;

/** One row's step out of `sending`. */
export type RowMove = {
  index: number;
  to: NextStatus<'sending'>;
  code: string | null;
  message: string | null;
  attempts: number;
  /** For a row that goes back to waiting. */
  waitMs: number | null;
};

/** By itself a row is sent again once after a lost answer; then it is left to a person. */
const MAX_ATTEMPTS = 2;

const LOST =
  'RemotePC’s answer was lost twice, so it is not known whether this address was invited. Ask the customer, or send it again: an invitation that stands is not sent twice.';
const LOST_AND_CANCELLED =
  'RemotePC’s answer was lost before the batch was stopped, so it is not known whether this address was invited.';
const CONFIRMED =
  'The first answer was lost; RemotePC has now confirmed that the address is invited.';

const REFUSED_AFTER_LOST =
  'RemotePC refused this row when it was sent again. The answer to the first sending was lost, so it is not known whether the address was invited then.';

/** The step that a result means for a row, at its count of attempts. */
export function moveFor(row: ClaimedRow, result: RowResult, isCancelled: boolean): RowMove {
  const { index, attempts } = row;
  if (result.kind === 'answered') {
    // What is refused now may have been taken the first time: no reason to call it refused.
    if (result.status === 'rejected' && attempts > 1) {
      const { code } = result;
      return {
        index,
        attempts,
        to: 'unconfirmed',
        code,
        message: REFUSED_AFTER_LOST,
        waitMs: null,
      };
    }
    const isOwnEarlier = result.status === 'already_invited' && attempts > 1;
    return {
      index,
      attempts,
      to: isOwnEarlier ? 'invited' : result.status,
      code: result.code,
      message: isOwnEarlier ? CONFIRMED : result.message,
      waitMs: null,
    };
  }
  const sent = result.kind === 'lost' ? attempts : attempts - 1;
  const waiting = { index, attempts: sent, code: null, message: null, waitMs: result.waitMs };
  const ended = { index, attempts: sent, code: null, waitMs: null };
  const isSpent = result.kind === 'lost' && attempts >= MAX_ATTEMPTS;
  if (isSpent) return { ...ended, to: 'unconfirmed', code: result.code, message: LOST };
  if (!isCancelled) return { ...waiting, to: 'pending' };
  if (sent === 0) return { ...ended, to: 'cancelled', message: null };
  return { ...ended, to: 'unconfirmed', message: LOST_AND_CANCELLED };
}

/** Each row's own answer, by its address. What the answer doesn't name is not known to be done. */
export function resultsOf(
  rows: readonly ClaimedRow[],
  answers: readonly InviteAnswer[],
): Map<number, RowResult> {
  const byEmail = new Map(answers.map((answer) => [answer.email, answer]));
  return new Map(rows.map((row) => [row.index, resultOf(byEmail.get(row.email))]));
}

function resultOf(answer: InviteAnswer | undefined): RowResult {
  const kind = 'answered';
  if (!answer) {
    const message =
      'RemotePC answered without naming this address, so it is not known whether it was invited.';
    return { kind, status: 'unconfirmed', code: null, message };
  }
  const code = answer.word || null;
  if (answer.status !== 'unknown') {
    return { kind, status: answer.status, code, message: sentences[answer.status] };
  }
  const message = `RemotePC answered “${answer.word}”, which isn’t documented, so it is not known whether this address was invited.`;
  return { kind, status: 'unconfirmed', code, message };
}

const sentences = {
  invited: null,
  already_invited: 'This address had been invited before.',
  exists: 'This address already is a customer user.',
} as const;

/** The upstream refused this one row by itself. */
export function rejectedResult(code: string | undefined): RowResult {
  const message = code
    ? `RemotePC refused this row: ${code}.`
    : 'RemotePC refused this row without saying why.';
  return { kind: 'answered', status: 'rejected', code: code ?? null, message };
}
