import 'server-only';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { recordEvent } from '@/lib/server/audit/record-event';
import { systemActor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { countRows } from './count-rows';
import { openStatuses } from './transitions';

const hasEnded = sql`not exists (select from invitations
  where batch_id = batches.id and status in ${[...openStatuses]})`;

/**
 * Marks a batch as finished where its last row has ended. Whoever ends rows calls it afterwards, in
 * a transaction of its own: of two that end the last rows together, the later sees all of them.
 */
export async function finishBatch(batchId: string): Promise<void> {
  // Nearly always there is more to come, and one look is cheaper than a transaction.
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

/** Batches whose last row ended just before a process died. */
export async function finishLeftBatches(): Promise<void> {
  const { rows } = await db().execute<{ id: string }>(sql`
    select id from batches where finished_at is null and ${hasEnded}`);
  for (const { id } of rows) await finishBatch(id);
}
