import 'server-only';
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { systemActor, type Actor } from '@/lib/server/actor';
import { recordEvent, recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { log } from '@/lib/server/log';
import { notifyWorker } from './create-batch';
import { lockBatch } from './find-batch';
import type { WaitReason } from './reasons';

/**
 * Resumes a paused batch now; one that isn't paused stays as it is. @throws DeskError `not_found`
 */
export async function resumeBatch(actor: Actor, id: string): Promise<void> {
  await db().transaction(async (tx) => {
    const batch = await lockBatch(tx, actor, id);
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

const RESTORED: WaitReason = 'restored';

/** What a restored backup paused is resumed by a person only. */
const isPaused = and(
  isNotNull(batches.pausedAt),
  isNull(batches.finishedAt),
  sql`${batches.pausedReason} is distinct from ${RESTORED}`,
);

/** Accounts whose batches have been paused for at least a minute. */
export async function listPausedAccounts(): Promise<string[]> {
  const rows = await db()
    .selectDistinct({ accountId: batches.accountId })
    .from(batches)
    .where(and(isPaused, sql`${batches.pausedAt} < now() - interval '1 minute'`));
  return rows.map(({ accountId }) => accountId);
}

/** The account works again: its paused batches resume. */
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

/**
 * Pauses all running batches of an account for a reason that concerns the account, so that each
 * doesn't have to be refused separately. Recorded once per batch, however many of its calls were
 * refused, and logged once.
 */
export async function pauseBatches(
  { accountId }: { accountId: string },
  reason: WaitReason,
): Promise<void> {
  const paused = await db().transaction(async (tx) => {
    // In a fixed order, or two that pause the same batches could deadlock.
    const { rows } = await tx.execute<{ id: string; requestId: string }>(sql`
      update batches set paused_at = now(), paused_reason = ${reason}
      where id in (
        select id from batches
        where account_id = ${accountId} and paused_at is null and finished_at is null
          and cancelled_at is null and (hold_until is null or hold_until <= now())
        order by id for update
      ) returning id, request_id as "requestId"`);
    for (const { id, requestId } of rows) {
      const details = { reason };
      const about = { action: 'batch.paused', outcome: 'failure', accountId, details } as const;
      await recordEvent(systemActor(requestId), { ...about, target: id }, tx);
    }
    return rows.length;
  });
  if (paused > 0)
    log().error({ accountId, batches: paused, reason }, 'account rejected, batches paused');
}
