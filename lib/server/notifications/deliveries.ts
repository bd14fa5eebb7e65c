import 'server-only';
import { count, desc, eq } from 'drizzle-orm';
import type {
  ListChannelDeliveriesQuery,
  NotificationDelivery,
  NotificationDeliveryPage,
} from '@/lib/contract/notifications';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { notificationDeliveries } from '@/lib/server/db/schema';
import { findChannel } from './channels';

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
  const { id, channelId, kind, recipient, state, attempts, status, failure } = row;
  return {
    ...{ id, channelId, kind, count: row.count, state, attempts, status, failure },
    recipient: recipient === '' ? null : recipient,
    createdAt: row.createdAt.toISOString(),
    triedAt: row.triedAt?.toISOString() ?? null,
    nextAt: state === 'pending' ? row.notBefore.toISOString() : null,
  };
}
