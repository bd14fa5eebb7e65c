import 'server-only';
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { recordEvent, recordEvents } from '@/lib/server/audit/record-event';
import { systemActor, type Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { lockBatch } from './find-batch';
import { notifyWorker } from './notify-worker';

/** Goes on with a paused batch now; one that isn't paused stays as it is. @throws DeskError `not_found` */
export async function resumeBatch(actor: Actor, id: string): Promise<void> {
  await db().transaction(async (tx) => {
    const batch = await lockBatch(tx, id);
    if (!batch.pausedAt) return;
    await tx.update(batches).set({ pausedAt: null, pausedReason: null }).where(eq(batches.id, id));
    await recordEvent(
      actor,
      { action: 'batch.resumed', outcome: 'success', target: id, accountId: batch.accountId },
      tx,
    );
    await notifyWorker(tx);
  });
}

const isPaused = and(isNotNull(batches.pausedAt), isNull(batches.finishedAt));

/** Accounts whose batches have been paused for at least a minute. */
export async function listPausedAccounts(): Promise<string[]> {
  const rows = await db()
    .selectDistinct({ accountId: batches.accountId })
    .from(batches)
    .where(and(isPaused, sql`${batches.pausedAt} < now() - interval '1 minute'`));
  return rows.map(({ accountId }) => accountId);
}

/** The account answers again: its paused batches go on. */
export async function resumeBatchesOf(accountId: string): Promise<void> {
  await db().transaction(async (tx) => {
    const resumed = await tx
      .update(batches)
      .set({ pausedAt: null, pausedReason: null })
      .where(and(isPaused, eq(batches.accountId, accountId)))
      .returning({ id: batches.id, requestId: batches.requestId });
    for (const { id, requestId } of resumed) {
      await recordEvents(
        systemActor(requestId),
        [{ action: 'batch.resumed', outcome: 'success', target: id, accountId }],
        tx,
      );
    }
    await notifyWorker(tx);
  });
}
