import 'server-only';
import { and, count, desc, eq, sql } from 'drizzle-orm';
import type {
  ListChannelDeliveriesQuery,
  NotificationDelivery,
  NotificationDeliveryPage,
} from '@/lib/contract/notifications';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { notificationDeliveries } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findChannel } from './channels';
import { TEST } from './kinds';

/** A channel's messages, newest first. @throws DeskError `forbidden`, `not_found` */
export async function listChannelDeliveries(
  actor: Actor,
  channelId: string,
  { page, pageSize }: ListChannelDeliveriesQuery,
): Promise<NotificationDeliveryPage> {
  await findChannel(actor, channelId);
  const wanted = eq(notificationDeliveries.channelId, channelId);
  const rows = await db()
    .select()
    .from(notificationDeliveries)
    .where(wanted)
    .orderBy(desc(notificationDeliveries.createdAt), desc(notificationDeliveries.id))
    .limit(pageSize)
    .offset((page - 1) * pageSize);
  const [counted] = await db()
    .select({ total: count() })
    .from(notificationDeliveries)
    .where(wanted);
  return { items: rows.map(toDelivery), total: counted?.total ?? 0 };
}

function toDelivery(row: typeof notificationDeliveries.$inferSelect): NotificationDelivery {
  const { id, channelId, kind, recipient, isPart, state, attempts, status, failure } = row;
  return {
    ...{ id, channelId, kind, count: row.count, state, attempts, status, failure },
    isPart: isPart && state === 'pending',
    recipient: recipient === '' ? null : recipient,
    createdAt: row.createdAt.toISOString(),
    triedAt: row.triedAt?.toISOString() ?? null,
    nextAt: state === 'pending' ? row.notBefore.toISOString() : null,
  };
}

/**
 * Sends a message again, under its id: one that failed or arrived, or at once one that waits, also
 * in quiet hours. If it fails again, it is tried for a day as a new one. Nothing is done to one that
 * is being sent.
 * @throws DeskError `forbidden`, `not_found`; `conflict` it's a test, the channel is disabled, or it
 * no longer has that recipient
 */
export async function resendChannelDelivery(
  actor: Actor,
  channelId: string,
  deliveryId: string,
): Promise<void> {
  await db().transaction(async (tx) => {
    const channel = await findChannel(actor, channelId, tx);
    const { id, channelId: ofChannel, kind, recipient, staffId } = notificationDeliveries;
    const [row] = await tx
      .select({ kind, recipient, staffId })
      .from(notificationDeliveries)
      .where(and(eq(id, deliveryId), eq(ofChannel, channelId)));
    if (!row) {
      throw new DeskError('not_found', {
        detail: 'This message doesn’t exist any more. Messages are kept for 7 days.',
      });
    }
    const refusal = refusalOf(row, channel);
    if (refusal !== null) throw new DeskError('conflict', { detail: refusal });
    const { rows } = await tx.execute(sql`
      update notification_deliveries set state = 'pending', is_open = false, is_part = false,
        is_resent = true, settled_at = null, not_before = now(),
        first_tried_at = null
      where id = ${deliveryId} and claim_id is null returning id`);
    if (rows.length === 0) return;
    const event = { action: 'notification.resent', target: channel.name } as const;
    const details = { id: channelId, deliveryId, kind: row.kind };
    await recordEvent(actor, { ...event, outcome: 'success', details }, tx);
  });
}

type Row = typeof notificationDeliveries.$inferSelect;
type Channel = Awaited<ReturnType<typeof findChannel>>;

function refusalOf(
  { kind, recipient, staffId }: Pick<Row, 'kind' | 'recipient' | 'staffId'>,
  { name, disabledAt, recipients }: Channel,
): string | null {
  if (kind === TEST) return 'A test can’t be sent again. Send another one.';
  if (disabledAt !== null) return `${name} is disabled. Enable it first.`;
  // What a team member may see is asked when it's sent.
  if (recipient === '' || staffId !== null || recipients.includes(recipient)) return null;
  return `${recipient} is no recipient of ${name} any more.`;
}
