import 'server-only';
import { sql } from 'drizzle-orm';
import { systemActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import type { Attempt } from './post';

/** Waits before the second attempt, the third, and so on; the last one repeats for three days. */
const WAITS_SECONDS = [2, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200];
const DAYS_TO_TRY = 3;
/** So many failures one after the other: the receiver is down, and few deliveries look for it. */
const FAILURES_UNTIL_HELD = 10;
const LONGEST_HOLD_SECONDS = 300;

type Executor = Pick<Transaction, 'execute'>;
type Claimed = { id: string; webhookId: string; claimId: string; attempts: number };

const UNCLAIMED = sql`claim_id = null, lease_until = null`;

/**
 * Notes how an attempt ended. Nothing happens if another one has taken the delivery over: it sends
 * the same again, under the same id.
 */
export async function settle(delivery: Claimed, attempt: Attempt): Promise<void> {
  await db().transaction(async (tx) => {
    // Always the webhook first: two that lock in turn would wait for each other.
    await tx.execute(sql`select from webhooks where id = ${delivery.webhookId} for update`);
    if (attempt.failure === null) await noteSuccess(tx, delivery, attempt);
    else await noteFailure(tx, delivery, attempt);
  });
}

async function noteSuccess(
  tx: Transaction,
  { id, webhookId, claimId }: Claimed,
  { status, tookMs }: Attempt,
): Promise<void> {
  await tx.execute(sql`
    update webhook_deliveries set state = 'delivered', ${UNCLAIMED}, status = ${status},
      took_ms = ${tookMs}, failure = null, settled_at = now()
    where id = ${id} and claim_id = ${claimId}`);
  const { rows } = await tx.execute<{ wasHeld: boolean }>(sql`
    update webhooks set failures = 0, failing_since = null, not_before = now()
    from (select failures from webhooks where id = ${webhookId}) as before
    where id = ${webhookId} and webhooks.failing_since is not null
    returning before.failures >= ${FAILURES_UNTIL_HELD} as "wasHeld"`);
  if (rows[0]?.wasHeld) await retryNow(tx, webhookId);
}

async function noteFailure(
  tx: Transaction,
  { id, webhookId, claimId, attempts }: Claimed,
  { status, failure, tookMs }: Attempt,
): Promise<void> {
  const wait = WAITS_SECONDS[Math.min(attempts, WAITS_SECONDS.length) - 1] ?? 0;
  const end = sql`(first_tried_at + make_interval(days => ${DAYS_TO_TRY}))`;
  // After what it can't ever be sent with, it isn't tried again.
  const isOver = failure === 'removed' ? sql`true` : sql`(now() >= ${end})`;
  const { rows } = await tx.execute<{ triedAt: string }>(sql`
    update webhook_deliveries set ${UNCLAIMED}, status = ${status}, took_ms = ${tookMs},
      failure = ${failure},
      state = case when ${isOver} then 'failed' else 'pending' end,
      settled_at = case when ${isOver} then now() end,
      not_before = least(${end}, now() + make_interval(secs => ${wait}))
    where id = ${id} and claim_id = ${claimId} returning tried_at::text as "triedAt"`);
  const [tried] = rows;
  if (!tried || failure === 'removed') return;
  const { rows: failing } = await tx.execute<{ name: string; isOver: boolean }>(sql`
    update webhooks set failures = failures + 1,
      failing_since = coalesce(failing_since, ${tried.triedAt}::timestamptz),
      not_before = case when failures + 1 < ${FAILURES_UNTIL_HELD} then not_before
        else now() + make_interval(secs => least(${LONGEST_HOLD_SECONDS},
          2 ^ least(failures + 2 - ${FAILURES_UNTIL_HELD}, 10))) end
    where id = ${webhookId} and disabled_at is null
    returning name, failing_since <= now() - make_interval(days => ${DAYS_TO_TRY}) as "isOver"`);
  const [webhook] = failing;
  if (webhook?.isOver) await disable(tx, webhookId, webhook.name);
}

/** Nothing arrived for three days. The overview says so until someone enables or deletes it. */
async function disable(tx: Transaction, webhookId: string, name: string): Promise<void> {
  await tx.execute(sql`
    update webhooks set disabled_at = now(), disabled_for = 'failing' where id = ${webhookId}`);
  await giveUpWaiting(tx, webhookId);
  const event = { action: 'webhook.disabled', target: name, outcome: 'failure' } as const;
  await recordEvent(systemActor('webhooks'), { ...event, details: { id: webhookId } }, tx);
}

/** Of a webhook that was disabled: each can be sent again by hand. */
export async function giveUpWaiting(tx: Executor, webhookId: string): Promise<void> {
  await tx.execute(sql`
    update webhook_deliveries set state = 'failed', ${UNCLAIMED}, settled_at = now(),
      failure = coalesce(failure, 'disabled')
    where webhook_id = ${webhookId} and state = 'pending'`);
}

/** What waits for its next attempt is due. */
export async function retryNow(tx: Executor, webhookId: string): Promise<void> {
  await tx.execute(sql`
    update webhook_deliveries set not_before = now()
    where webhook_id = ${webhookId} and state = 'pending' and claim_id is null`);
}
