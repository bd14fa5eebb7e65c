import 'server-only';
import { sql, and, eq, isNull } from 'drizzle-orm';
import type { AuditOutcome } from '@/lib/contract/audit';
import type { InvitationStatus } from '@/lib/contract/invitations';
import { systemActor } from '@/lib/server/actor';
import { recordEvents, type NewAuditEvent, recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import type { Claim } from './claim-chunk';
import { instruments } from '@/lib/server/metrics/instruments';
import { countRows } from './find-batch';
import type { RowReason } from './reasons';
import {
  moveFor,
  openStatuses,
  transition,
  type ClaimedRow,
  type RowMove,
  type RowResult,
} from './row-states';

type Settled = { index: number; email: string; to: RowMove['to']; code: string | null };

/** Rows of a claim, to be recorded. */
type SettlingClaim = Pick<Claim, 'id' | 'batchId' | 'accountId' | 'requestId' | 'rows'>;

/** What happened to rows that return to waiting, as one event. */
type About = Pick<NewAuditEvent, 'action' | 'outcome' | 'details'>;

/**
 * Writes the results of a claim's rows, with an event for each finished one, in one transaction.
 * Rows that the claim no longer holds are left alone: another worker is responsible for them.
 */
export async function settleRows(
  claim: SettlingClaim,
  results: ReadonlyMap<number, RowResult>,
  about?: About,
): Promise<void> {
  await db().transaction((tx) => settleInTransaction(tx, claim, results, about));
  await finishBatch(claim.batchId);
}

/** Like `settleRows`, for callers with a transaction, who call `finishBatch` afterwards. */
export async function settleInTransaction(
  tx: Transaction,
  claim: SettlingClaim,
  results: ReadonlyMap<number, RowResult>,
  about?: About,
): Promise<void> {
  const isAnswered = [...results.values()].every(({ kind }) => kind === 'answered');
  // A result is kept; but rows must not return to waiting in a batch that was stopped.
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

const REPEATED: RowReason = 'repeated';

/** Until the transaction ends, the batch can't be cancelled. */
async function isBatchCancelled(tx: Transaction, batchId: string): Promise<boolean> {
  const { rows } = await tx.execute<{ isCancelled: boolean }>(sql`
    select cancelled_at is not null as "isCancelled" from batches where id = ${batchId} for share`);
  return rows[0]?.isCancelled ?? true;
}

/**
 * The fenced update: only rows that this claim is still sending change. Later rows with the same
 * address finish with them, without a call of their own: if the first was invited, the later one
 * was already invited.
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
      set status = move.to_status, upstream_code = move.code, message = move.reason,
        attempts = move.attempts, settled_by = ${claim.id}, claim_id = null, lease_until = null,
        updated_at = now(), not_before = now() + make_interval(secs => move.wait_ms / 1000.0)
      from unnest(
        ${sql.param(moves.map(({ index }) => index))}::int[],
        ${sql.param(moves.map(({ to }) => to))}::text[],
        ${sql.param(moves.map(({ code }) => code))}::text[],
        ${sql.param(moves.map(({ reason }) => reason))}::text[],
        ${sql.param(moves.map(({ attempts }) => attempts))}::int[],
        ${sql.param(moves.map(({ waitMs }) => waitMs))}::float8[]
      ) as move (index, to_status, code, reason, attempts, wait_ms)
      where i.batch_id = ${claim.batchId} and i.index = move.index
        and i.status = 'sending' and i.claim_id = ${claim.id}
      returning i.index, i.email, i.status, i.upstream_code
    ), copied as (
      update invitations as later
      set status = case moved.status when 'invited' then ${repeated.to} else moved.status end,
        upstream_code = moved.upstream_code, updated_at = now(),
        message = ${REPEATED}
      from moved
      where moved.status <> 'pending' and later.batch_id = ${claim.batchId}
        and later.status = ${repeated.from} and later.duplicate_of = moved.index
      returning later.index, later.email, later.status, later.upstream_code
    )
    select index, email, status as "to", upstream_code as code from moved
    union all select index, email, status, upstream_code from copied`);
  return rows;
}

const hasEnded = sql`not exists (select from invitations
  where batch_id = batches.id and status in ${[...openStatuses]})`;

/**
 * Marks a batch as finished once its last row has finished. Called after rows finish, in a separate
 * transaction: if two calls finish the last rows at once, the later one sees all of them.
 */
export async function finishBatch(batchId: string): Promise<void> {
  // There are usually more rows, and one check is cheaper than a transaction.
  const { rows } = await db().execute(sql`
    select from batches where id = ${batchId} and finished_at is null and ${hasEnded}`);
  if (rows.length === 0) return;
  await db().transaction((tx) => finishInTransaction(tx, batchId));
}

export async function finishInTransaction(tx: Transaction, batchId: string): Promise<void> {
  const [finished] = await tx
    .update(batches)
    .set({ finishedAt: sql`now()`, pausedAt: null, pausedReason: null })
    .where(and(eq(batches.id, batchId), isNull(batches.finishedAt), hasEnded))
    .returning();
  if (!finished) return;
  const counts = (await countRows([batchId], tx)).get(batchId);
  await recordEvent(
    systemActor(finished.requestId),
    {
      action: 'batch.finished',
      outcome: 'success',
      target: batchId,
      accountId: finished.accountId,
      details: { total: finished.total, counts },
    },
    tx,
  );
}

/** Batches whose last row finished just before a process died. */
export async function finishLeftBatches(): Promise<void> {
  const { rows } = await db().execute<{ id: string }>(sql`
    select id from batches where finished_at is null and ${hasEnded}`);
  for (const { id } of rows) await finishBatch(id);
}

type EndStatus = Exclude<InvitationStatus, 'pending' | 'sending'>;

const outcomes: Record<EndStatus, AuditOutcome> = {
  invited: 'success',
  already_invited: 'success',
  exists: 'success',
  rejected: 'failure',
  unconfirmed: 'unknown',
  // Requested by a person.
  cancelled: 'success',
};

/** The one event of a row: its result. */
export function endEvent(
  row: { to: EndStatus; email: string; code: string | null },
  about: { accountId: string; details: Record<string, unknown> },
): NewAuditEvent {
  const { to, email, code } = row;
  const details = { ...about.details, ...(code && { code }) };
  const { accountId } = about;
  return { action: `invitation.${to}`, outcome: outcomes[to], target: email, accountId, details };
}

type LostClaim = Omit<Claim, 'rows'>;

/**
 * Rows whose worker died, hung or lost the database while sending: they may have been sent, so they
 * count as a lost response. Leases use the database's clock.
 * @returns how many claims
 */
export async function recoverLostRows(): Promise<number> {
  const { rows: claims } = await db().execute<LostClaim>(sql`
    select distinct i.claim_id as id, b.id as "batchId", b.account_id as "accountId",
      b.request_id as "requestId"
    from batches b join invitations i on i.batch_id = b.id
    where b.finished_at is null and i.status = 'sending' and i.lease_until < now()
    limit 100`);
  for (const claim of claims) await recoverClaim(claim);
  return claims.length;
}

async function recoverClaim(claim: LostClaim): Promise<void> {
  await db().transaction(async (tx) => {
    await tx.execute(sql`select from batches where id = ${claim.batchId} for share`);
    // Checked again under the lock: the worker may have come back and renewed.
    const { rows } = await tx.execute<ClaimedRow>(sql`
      select index, email, seats, attempts from invitations
      where batch_id = ${claim.batchId} and status = 'sending' and claim_id = ${claim.id}
        and lease_until < now()
      order by index for update`);
    if (rows.length === 0) return;
    instruments().leasesLost.inc();
    const lost: RowResult = { kind: 'lost', code: null, waitMs: 0 };
    await settleInTransaction(
      tx,
      { ...claim, rows },
      new Map(rows.map(({ index }) => [index, lost])),
      {
        action: 'batch.chunk_unanswered',
        outcome: 'unknown',
        details: { reason: 'worker_lost' },
      },
    );
  });
  await finishBatch(claim.batchId);
}
