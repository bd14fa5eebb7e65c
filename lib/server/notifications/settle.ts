import 'server-only';
import { sql } from 'drizzle-orm';
import { systemActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import type { Attempt } from './send';

/** Waits before the second attempt, the third, and so on; the last one repeats for a day. */
const WAITS_SECONDS = [10, 60, 300, 900, 1_800, 3_600];
const HOURS_TO_TRY = 24;

type Claimed = {
  id: string;
  channelId: string;
  channelName: string;
  kind: string;
  claimId: string;
  attempts: number;
  failure: string | null;
};

/**
 * Notes how an attempt ended. Nothing happens if another one has taken the delivery over: it sends
 * the same again, under the same id. What is given up is an event.
 */
export async function settle(delivery: Claimed, attempt: Attempt, now: Date): Promise<void> {
  const { id, channelId, channelName, kind, claimId, attempts } = delivery;
  const { failure, status } = attempt;
  const at = sql`${now.toISOString()}::timestamptz`;
  // An email whose answer was lost may be there: it is sent once more, and then never.
  const isLostAgain = failure === 'answer_lost' && delivery.failure === 'answer_lost';
  const wait = WAITS_SECONDS[Math.min(attempts, WAITS_SECONDS.length) - 1] ?? 0;
  const end = sql`(first_tried_at + make_interval(hours => ${HOURS_TO_TRY}))`;
  const isOver = attempt.isFinal || isLostAgain ? sql`true` : sql`(${at} >= ${end})`;
  const state =
    failure === null ? sql`'delivered'` : sql`case when ${isOver} then 'failed' else 'pending' end`;
  await db().transaction(async (tx) => {
    // Always the channel first: two that lock in turn would wait for each other.
    await tx.execute(sql`select from notification_channels where id = ${channelId} for update`);
    const { rows } = await tx.execute<{ state: string }>(sql`
      update notification_deliveries set claim_id = null, lease_until = null, status = ${status},
        failure = ${failure}, state = ${state},
        settled_at = case when ${failure === null ? sql`true` : isOver} then now() end,
        not_before = least(${end}, ${at} + make_interval(secs => ${wait}))
      where id = ${id} and claim_id = ${claimId} returning state`);
    const [settled] = rows;
    if (!settled) return;
    await tx.execute(sql`
      update notification_channels set failure = ${failure},
        failing_since = case when ${failure}::text is null then null
          else coalesce(failing_since, ${at}) end
      where id = ${channelId}`);
    if (settled.state !== 'failed') return;
    const event = {
      action: 'notification.failed',
      target: channelName,
      outcome: 'failure',
    } as const;
    const details = { id, channelId, kind, failure };
    await recordEvent(systemActor('notifications'), { ...event, details }, tx);
  });
}
