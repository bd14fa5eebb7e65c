import 'server-only';
import { and, count, desc, eq, sql } from 'drizzle-orm';
import type { Delivery, DeliveryPage, ListDeliveriesQuery } from '@/lib/contract/webhooks';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { webhookDeliveries } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findWebhook } from './webhooks';

/** A webhook's deliveries, newest first. @throws DeskError `not_found` */
export async function listDeliveries(
  actor: Actor,
  webhookId: string,
  { state, page, pageSize }: ListDeliveriesQuery,
): Promise<DeliveryPage> {
  await findWebhook(actor, webhookId);
  const wanted = and(
    eq(webhookDeliveries.webhookId, webhookId),
    state && eq(webhookDeliveries.state, state),
  );
  const rows = await db()
    .select()
    .from(webhookDeliveries)
    .where(wanted)
    .orderBy(desc(webhookDeliveries.createdAt), sql`${webhookDeliveries.sequence} desc nulls first`)
    .limit(pageSize)
    .offset((page - 1) * pageSize);
  const [counted] = await db().select({ total: count() }).from(webhookDeliveries).where(wanted);
  return { items: rows.map(toDelivery), total: counted?.total ?? 0 };
}

function toDelivery(row: typeof webhookDeliveries.$inferSelect): Delivery {
  const { id, action, eventId, state, attempts, status, tookMs, failure } = row;
  return {
    ...{ id, action, eventId, state, attempts, status, tookMs, failure },
    createdAt: row.createdAt.toISOString(),
    triedAt: row.triedAt?.toISOString() ?? null,
    nextAt: state === 'pending' ? row.notBefore.toISOString() : null,
  };
}

/**
 * Sends a delivery again, under its id: one that failed or arrived, or at once one that waits.
 * @throws DeskError `not_found`; `conflict` it's a test, or the webhook is disabled
 */
export async function resendDelivery(
  actor: Actor,
  webhookId: string,
  deliveryId: string,
): Promise<void> {
  await db().transaction(async (tx) => {
    const { name, disabledAt } = await findWebhook(actor, webhookId, tx);
    const [row] = await tx
      .select({ eventId: webhookDeliveries.eventId })
      .from(webhookDeliveries)
      .where(and(eq(webhookDeliveries.id, deliveryId), eq(webhookDeliveries.webhookId, webhookId)));
    if (!row) {
      throw new DeskError('not_found', {
        detail: 'This delivery doesn’t exist any more. Deliveries are kept for 7 days.',
      });
    }
    if (row.eventId === null) {
      throw new DeskError('conflict', { detail: 'A test can’t be sent again. Send another one.' });
    }
    if (disabledAt !== null) {
      throw new DeskError('conflict', { detail: `${name} is disabled. Enable it first.` });
    }
    await tx.execute(sql`update webhooks set not_before = now() where id = ${webhookId}`);
    await tx.execute(sql`
      update webhook_deliveries set is_resent = is_resent or state <> 'pending', state = 'pending',
        settled_at = null, not_before = now(), first_tried_at = null
      where id = ${deliveryId} and claim_id is null`);
    const event = { action: 'webhook.resent', target: name, outcome: 'success' } as const;
    const details = { id: webhookId, deliveryId };
    await recordEvent(actor, { ...event, details }, tx);
  });
}
