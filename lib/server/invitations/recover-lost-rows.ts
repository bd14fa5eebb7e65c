import 'server-only';
import { sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import type { Claim, ClaimedRow } from './claim-chunk';
import { finishBatch } from './finish-batch';
import type { RowResult } from './row-results';
import { settleInTransaction } from './settle-rows';

type LostClaim = Omit<Claim, 'rows'>;

/**
 * Rows whose worker died, hung or lost the database while it was sending: they may have been sent,
 * so they count as a lost answer. Leases run by the database's clock. @returns how many claims
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
    // Once more, now locked: the worker may have come back and renewed.
    const { rows } = await tx.execute<ClaimedRow>(sql`
      select index, email, seats, attempts from invitations
      where batch_id = ${claim.batchId} and status = 'sending' and claim_id = ${claim.id}
        and lease_until < now()
      order by index for update`);
    if (rows.length === 0) return;
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
