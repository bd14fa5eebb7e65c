import 'server-only';
import { eq, sql } from 'drizzle-orm';
import { systemActor } from '@/lib/server/actor';
import { eventColumns, toEvent } from '@/lib/server/audit/event-rows';
import { createId, db } from '@/lib/server/db/client';
import { auditEvents, auditSeals } from '@/lib/server/db/schema';
import { describeError, log } from '@/lib/server/log';
import { VaultLockedError } from '@/lib/server/vault/open-vault';
import { readWebhookSecrets } from '@/lib/server/vault/webhook-secrets';
import type { Resolve } from './address';
import { post, type Attempt } from './post';
import { settle } from './settle';

/** Longer than an attempt takes, for a process that dies during it. */
const LEASE_SECONDS = 30;
/** Per webhook and process. */
const AT_ONCE = 4;

/** Then a rotated secret is used. */
const TURN_MS = 10_000;

type Sending = { signal?: AbortSignal; resolve?: Resolve };
type Turn = Sending & { secrets: readonly string[]; until: number };

type Claimed = {
  id: string;
  webhookId: string;
  url: string;
  claimId: string;
  attempts: number;
  sequence: string;
};

/** Ids of webhooks with something to send. Only read: asked each second. */
export async function listDueWebhooks(): Promise<string[]> {
  const { rows } = await db().execute<{ id: string }>(sql`
    select id from webhooks as webhook where disabled_at is null and not_before <= now()
      and exists (select from webhook_deliveries as delivery where ${isDue}
        and delivery.webhook_id = webhook.id)`);
  return rows.map(({ id }) => id);
}

const isDue = sql`delivery.state = 'pending' and delivery.not_before <= now()
  and (delivery.lease_until is null or delivery.lease_until <= now())`;

/**
 * Sends what a webhook is due, until nothing is. Any number of processes may do so: a row is claimed
 * with a lease, and claimed again only after it. Events of one object arrive in their order: the
 * next one is due once the one before it has arrived or was given up.
 */
export async function sendDue(webhookId: string, sending: Sending = {}): Promise<void> {
  const until = performance.now() + TURN_MS;
  const turn = { ...sending, secrets: await secretsOf(webhookId), until };
  await Promise.all(Array.from({ length: AT_ONCE }, () => sendOneByOne(webhookId, turn)));
}

/** None if they can't be read. */
async function secretsOf(webhookId: string): Promise<string[]> {
  try {
    return await readWebhookSecrets(systemActor(webhookId), webhookId);
  } catch (error) {
    if (!(error instanceof VaultLockedError)) throw error;
    log().error({ webhookId, error: describeError(error) }, 'webhook not signed');
    return [];
  }
}

async function sendOneByOne(webhookId: string, turn: Turn): Promise<void> {
  while (!turn.signal?.aborted && performance.now() < turn.until) {
    const delivery = await claim(webhookId);
    if (!delivery) return;
    const attempt = await tryOnce(delivery, turn);
    // Stopping: the lease ends, and then it's sent again.
    if (!attempt) return;
    await settle(delivery, attempt);
    const { failure, status } = attempt;
    if (failure) {
      log().info({ webhookId, deliveryId: delivery.id, failure, status }, 'not delivered');
    }
  }
}

async function claim(webhookId: string): Promise<Claimed | null> {
  const claimId = createId('clm');
  const { rows } = await db().execute<Claimed>(sql`
    update webhook_deliveries as claimed set claim_id = ${claimId},
      lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), attempts = claimed.attempts + 1,
      tried_at = now(), first_tried_at = coalesce(claimed.first_tried_at, now())
    from webhooks as webhook
    where webhook.id = claimed.webhook_id and claimed.id = (
      select delivery.id from webhook_deliveries as delivery
        join webhooks as open on open.id = delivery.webhook_id
      where delivery.webhook_id = ${webhookId} and ${isDue}
        and open.disabled_at is null and open.not_before <= now()
        and (delivery.is_resent or delivery.object is null or not exists (
          select from webhook_deliveries as earlier
          where earlier.webhook_id = delivery.webhook_id and earlier.object = delivery.object
            and earlier.state = 'pending' and not earlier.is_resent
            and earlier.sequence < delivery.sequence
        ))
      order by delivery.sequence limit 1 for update of delivery skip locked
    )
    returning claimed.id, claimed.webhook_id as "webhookId", webhook.url,
      claimed.claim_id as "claimId", claimed.attempts, claimed.sequence`);
  return rows[0] ?? null;
}

/** @returns null if it was cut short because the process stops */
async function tryOnce(delivery: Claimed, turn: Turn): Promise<Attempt | null> {
  const { id, url, sequence } = delivery;
  const { secrets, resolve, signal } = turn;
  const body = await bodyOf(Number(sequence));
  if (body === null) return { status: null, failure: 'removed', tookMs: 0 };
  if (secrets.length === 0) return { status: null, failure: 'secret', tookMs: 0 };
  try {
    return await post(url, { id, body, secrets }, { resolve, signal });
  } catch (error) {
    if (signal?.aborted) return null;
    throw error;
  }
}

/** A sealed event doesn't change, so neither does its message. Null: it was removed by policy. */
async function bodyOf(sequence: number): Promise<string | null> {
  const [row] = await db()
    .select(eventColumns)
    .from(auditSeals)
    .innerJoin(auditEvents, eq(auditEvents.sequence, auditSeals.position))
    .where(eq(auditSeals.sequence, sequence));
  if (!row) return null;
  const data = toEvent(row);
  return JSON.stringify({ type: data.action, timestamp: data.at, data });
}
