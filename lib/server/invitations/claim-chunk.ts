import 'server-only';
import { sql } from 'drizzle-orm';
import { systemActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, createId } from '@/lib/server/db/client';
import { transition, type ClaimedRow } from './row-states';

/** Renewed during a call; a row whose lease has expired has lost its worker. */
const LEASE_SECONDS = 30;

/** Rows that one worker is sending. `id` fences its writes: after the lease they change nothing. */
export type Claim = {
  id: string;
  batchId: string;
  accountId: string;
  /** Of the call that created the batch. */
  requestId: string;
  rows: ClaimedRow[];
};

const { from, to } = transition('pending', 'sending');

/**
 * Claims up to `size` rows of a batch for sending and records that they will be sent, in one
 * transaction: what can't be recorded isn't sent. The attempt is counted now: if this process dies,
 * the rows may have been sent.
 * @returns null if there is nothing to send
 */
export async function claimChunk(batchId: string, size: number): Promise<Claim | null> {
  const id = createId('clm');
  return db().transaction(async (tx) => {
    // The batch's row is locked before any of its rows, as everywhere. The lock is shared with
    // other workers; canceling or pausing the batch waits for it, and vice versa.
    const { rows: claimed } = await tx.execute<ClaimedRow & Pick<Claim, 'accountId' | 'requestId'>>(
      sql`
      with sendable as (
        select id, account_id, request_id from batches
        where id = ${batchId} and ${isSendable} for share
      ), free as (
        select index from invitations
        where batch_id = (select id from sendable) and ${isFree}
        order by index limit ${size}
        for update skip locked
      )
      update invitations as i
      set status = ${to}, claim_id = ${id}, attempts = i.attempts + 1, not_before = null,
        lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), updated_at = now()
      from free, sendable
      where i.batch_id = ${batchId} and i.index = free.index
      returning i.index, i.email, i.seats, i.attempts, sendable.account_id as "accountId",
        sendable.request_id as "requestId"`,
    );
    const [first] = claimed;
    if (!first) return null;
    const { accountId, requestId } = first;
    const rows = claimed
      .map(({ index, email, seats, attempts }) => ({ index, email, seats, attempts }))
      .toSorted((a, b) => a.index - b.index);
    const claim = { id, batchId, accountId, requestId, rows };
    await recordRequest(claim, rows.length, tx);
    return claim;
  });
}

/** Precedes every call to the upstream: no call without it. */
export async function recordRequest(
  { id, batchId, accountId, requestId }: Omit<Claim, 'rows'>,
  rows: number,
  executor?: Parameters<typeof recordEvent>[2],
): Promise<void> {
  const about = { action: 'batch.chunk_requested', outcome: 'unknown' } as const;
  const details = { claimId: id, rows };
  await recordEvent(
    systemActor(requestId),
    { ...about, target: batchId, accountId, details },
    executor,
  );
}

const isFree = sql`status = ${from} and duplicate_of is null
  and (not_before is null or not_before <= now())`;

const isSendable = sql`finished_at is null and cancelled_at is null and paused_at is null
  and (hold_until is null or hold_until <= now())
  and not exists (select from account_paces as pace where pace.account_id = batches.account_id
    and greatest(pace.waits_until, '-infinity') > now())`;

export type SendableBatch = Omit<Claim, 'id' | 'rows'> & {
  /** Failures of the account since its last response. */
  failures: number;
};

/** Batches with rows to send, oldest first; none of an account that has to wait. */
export async function listSendableBatches(): Promise<SendableBatch[]> {
  const { rows } = await db().execute<SendableBatch>(sql`
    select id as "batchId", batches.account_id as "accountId", request_id as "requestId",
      coalesce(pace.failures, 0) as failures
    from batches left join account_paces as pace on pace.account_id = batches.account_id
    where ${isSendable} and greatest(pace.probe_until, '-infinity') <= now()
      and exists (select from invitations where batch_id = batches.id and ${isFree})
    order by created_at, id`);
  return rows;
}

/** Extends a claim by another lease. Rows that were taken away meanwhile stay away. */
export async function renewLease(claimId: string, batchId: string): Promise<void> {
  await db().execute(sql`
    update invitations set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where batch_id = ${batchId} and status = 'sending' and claim_id = ${claimId}`);
}
