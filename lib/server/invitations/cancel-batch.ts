import 'server-only';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { batches, invitations } from '@/lib/server/db/schema';
import { lockBatch } from './find-batch';
import type { RowReason } from './reasons';
import { endEvent, finishInTransaction } from './settle-rows';
import { transition } from './row-states';

const LOST_BEFORE: RowReason = 'lost_before_cancel';

/**
 * Stops what hasn't been sent. Rows being sent get their own result, since the upstream can't
 * cancel anything. A row waiting after a lost response may already be invited, so it isn't reported
 * as cancelled. A second call changes nothing.
 * @returns how many rows won't be sent
 * @throws DeskError `not_found`
 */
export async function cancelBatch(actor: Actor, id: string): Promise<{ cancelled: number }> {
  return db().transaction(async (tx) => cancelLocked(tx, actor, await lockBatch(tx, actor, id)));
}

/** Stops everything of an account that hasn't been sent: it is about to be deleted. */
export async function cancelBatchesOf(
  actor: Actor,
  accountId: string,
  tx?: Transaction,
): Promise<void> {
  const open = await (tx ?? db())
    .select({ id: batches.id })
    .from(batches)
    .where(and(eq(batches.accountId, accountId), isNull(batches.finishedAt)));
  for (const { id } of open) {
    if (tx) await cancelLocked(tx, actor, await lockBatch(tx, actor, id));
    else await cancelBatch(actor, id);
  }
}

/** The same within a transaction that has locked the batch. */
export async function cancelLocked(
  tx: Transaction,
  actor: Actor,
  batch: typeof batches.$inferSelect,
): Promise<{ cancelled: number }> {
  const { id } = batch;
  if (batch.finishedAt || batch.cancelledAt) return { cancelled: 0 };
  const cancelling = transition('pending', 'cancelled');
  const doubting = transition('pending', 'unconfirmed');
  const wasSent = sql`${invitations.attempts} > 0`;
  const stopped = await tx
    .update(invitations)
    .set({
      status: sql`case when ${wasSent} then ${doubting.to} else ${cancelling.to} end`,
      message: sql`case when ${wasSent} then ${LOST_BEFORE} end`,
      notBefore: null,
      updatedAt: sql`now()`,
    })
    .where(and(eq(invitations.batchId, id), eq(invitations.status, cancelling.from)))
    .returning({ status: invitations.status, email: invitations.email });
  const cancelled = stopped.filter(({ status }) => status === 'cancelled').length;
  await tx
    .update(batches)
    .set({ cancelledAt: sql`now()`, pausedAt: null, pausedReason: null })
    .where(eq(batches.id, id));
  const about = { accountId: batch.accountId, details: { batchId: id } };
  await recordEvents(
    actor,
    [
      {
        action: 'batch.cancelled',
        outcome: 'success',
        target: id,
        accountId: batch.accountId,
        details: { cancelled, unconfirmed: stopped.length - cancelled },
      },
      ...stopped.map(({ status, email }) => {
        const to = status === 'cancelled' ? 'cancelled' : 'unconfirmed';
        return endEvent({ to, email, code: null }, about);
      }),
    ],
    tx,
  );
  await finishInTransaction(tx, id);
  return { cancelled };
}
