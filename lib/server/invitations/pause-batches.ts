import 'server-only';
import { sql } from 'drizzle-orm';
import { recordEvent } from '@/lib/server/audit/record-event';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { log } from '@/lib/server/log';

/**
 * Stops sending for a reason that is the account's, not a batch's: all that are running pause
 * together, so that the others need not be refused one by one. Recorded once for each batch, however
 * many of its calls were refused, and said once in the server's log.
 */
export async function pauseBatches(
  { accountId }: { accountId: string },
  reason: string,
): Promise<void> {
  const paused = await db().transaction(async (tx) => {
    // In one order, or two that pause the same batches could wait for each other.
    const { rows } = await tx.execute<{ id: string; requestId: string }>(sql`
      update batches set paused_at = now(), paused_reason = ${reason}
      where id in (
        select id from batches
        where account_id = ${accountId} and paused_at is null and finished_at is null
          and cancelled_at is null and (hold_until is null or hold_until <= now())
        order by id for update
      ) returning id, request_id as "requestId"`);
    for (const { id, requestId } of rows) {
      const details = { why: reason };
      const about = { action: 'batch.paused', outcome: 'failure', accountId, details } as const;
      await recordEvent(systemActor(requestId), { ...about, target: id }, tx);
    }
    return rows.length;
  });
  if (paused > 0) log().error({ accountId, batches: paused, reason }, 'account refused, paused');
}
