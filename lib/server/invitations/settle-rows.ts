import 'server-only';
import { sql } from 'drizzle-orm';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record-event';
import { systemActor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import type { Claim } from './claim-chunk';
import { endEvent } from './end-event';
import { finishBatch } from './finish-batch';
import { moveFor, type RowMove, type RowResult } from './row-results';
import { transition } from './transitions';

type Settled = { index: number; email: string; to: RowMove['to']; code: string | null };

/** Rows of a claim, to be written down. */
type SettlingClaim = Pick<Claim, 'id' | 'batchId' | 'accountId' | 'requestId' | 'rows'>;

/** What happened to rows that go back to waiting, as one event. */
type About = Pick<NewAuditEvent, 'action' | 'outcome' | 'details'>;

/**
 * Writes what became of rows of a claim, with an event for each that ended, in one transaction.
 * Rows that the claim no longer holds are left alone: somebody else answers for them.
 */
export async function settleRows(
  claim: SettlingClaim,
  results: ReadonlyMap<number, RowResult>,
  about?: About,
): Promise<void> {
  await db().transaction((tx) => settleInTransaction(tx, claim, results, about));
  await finishBatch(claim.batchId);
}

/** As `settleRows`, for callers that have a transaction; `finishBatch` after it is theirs. */
export async function settleInTransaction(
  tx: Transaction,
  claim: SettlingClaim,
  results: ReadonlyMap<number, RowResult>,
  about?: About,
): Promise<void> {
  const isAnswered = [...results.values()].every(({ kind }) => kind === 'answered');
  // An answer is an answer; what goes back to waiting must not do so in a batch that was stopped.
  const isCancelled = isAnswered ? false : await isBatchCancelled(tx, claim.batchId);
  const moves = claim.rows.flatMap((row) => {
    const result = results.get(row.index);
    return result ? [moveFor(row, result, isCancelled)] : [];
  });
  const settled = await moveRows(tx, claim, moves);
  const { accountId, batchId } = claim;
  const events = settled.flatMap(({ to, email, code }) =>
    to === 'pending'
      ? []
      : [endEvent({ to, email, code }, { accountId, details: { batchId, claimId: claim.id } })],
  );
  if (about) {
    const sent = settled.filter(({ index }) => results.has(index)).length;
    const details = { ...about.details, claimId: claim.id, rows: sent };
    events.unshift({ ...about, target: batchId, accountId, details });
  }
  await recordEvents(systemActor(claim.requestId), events, tx);
}

/** Until the transaction ends it can't be cancelled. */
async function isBatchCancelled(tx: Transaction, batchId: string): Promise<boolean> {
  const { rows } = await tx.execute<{ isCancelled: boolean }>(sql`
    select cancelled_at is not null as "isCancelled" from batches where id = ${batchId} for share`);
  return rows[0]?.isCancelled ?? true;
}

/**
 * The fenced update: only rows that this claim is still sending move. With them end the later rows
 * that name the same address, without a call of their own: where the first was invited, the later
 * was so already.
 */
async function moveRows(
  tx: Transaction,
  claim: Pick<Claim, 'id' | 'batchId'>,
  moves: readonly RowMove[],
): Promise<Settled[]> {
  if (moves.length === 0) return [];
  const repeated = transition('pending', 'already_invited');
  const { rows } = await tx.execute<Settled>(sql`
    with moved as (
      update invitations as i
      set status = move.to_status, upstream_code = move.code, message = move.message,
        attempts = move.attempts, settled_by = ${claim.id}, claim_id = null, lease_until = null,
        updated_at = now(), not_before = now() + make_interval(secs => move.wait_ms / 1000.0)
      from unnest(
        ${sql.param(moves.map(({ index }) => index))}::int[],
        ${sql.param(moves.map(({ to }) => to))}::text[],
        ${sql.param(moves.map(({ code }) => code))}::text[],
        ${sql.param(moves.map(({ message }) => message))}::text[],
        ${sql.param(moves.map(({ attempts }) => attempts))}::int[],
        ${sql.param(moves.map(({ waitMs }) => waitMs))}::float8[]
      ) as move (index, to_status, code, message, attempts, wait_ms)
      where i.batch_id = ${claim.batchId} and i.index = move.index
        and i.status = 'sending' and i.claim_id = ${claim.id}
      returning i.index, i.email, i.status, i.upstream_code
    ), copied as (
      update invitations as later
      set status = case moved.status when 'invited' then ${repeated.to} else moved.status end,
        upstream_code = moved.upstream_code, updated_at = now(),
        message = 'Row ' || (moved.index + 1) || ' of this batch names the same address.'
      from moved
      where moved.status <> 'pending' and later.batch_id = ${claim.batchId}
        and later.status = ${repeated.from} and later.duplicate_of = moved.index
      returning later.index, later.email, later.status, later.upstream_code
    )
    select index, email, status as "to", upstream_code as code from moved
    union all select index, email, status, upstream_code from copied`);
  return rows;
}
