import 'server-only';
import { sql } from 'drizzle-orm';
import { createId, db } from '@/lib/server/db/client';
import { notificationDeliveries } from '@/lib/server/db/schema';
import { groupBy } from '@/lib/shared/group-by';
import { SUMMARY } from './kinds';

type Part = {
  channelId: string;
  recipient: string;
  kind: string;
  count: number;
  items: unknown[];
};

/** What waits for its time of day, and that has come. */
export const isPartDue = (now: Date) => sql`delivery.is_part and delivery.state = 'pending'
  and delivery.not_before <= ${now.toISOString()}::timestamptz`;

/**
 * Makes one message of what waits for its time of day, for each channel and recipient: the kind with
 * the newest event first. Parts are replaced by it in one transaction, so that a crash loses none,
 * and of several servers one does it.
 */
export async function gatherSummaries(now: Date): Promise<void> {
  await db().transaction(async (tx) => {
    const { rows: held } = await tx.execute(sql`
      select is_only from notification_settings for update skip locked`);
    if (held.length === 0) return;
    const { rows: parts } = await tx.execute<Part>(sql`
      with gathered as (
        delete from notification_deliveries as delivery where ${isPartDue(now)} returning *
      )
      select channel_id as "channelId", recipient, kind, count, items from gathered
      order by latest_at desc, kind`);
    const summaries = groupBy(parts, ({ channelId, recipient }) => `${channelId} ${recipient}`);
    const rows = [...summaries.values()].flatMap((those) => summaryOf(those, now));
    if (rows.length > 0) await tx.insert(notificationDeliveries).values(rows);
  });
}

function summaryOf(parts: readonly Part[], now: Date) {
  const [first] = parts;
  if (!first) return [];
  const { channelId, recipient } = first;
  return [
    {
      ...{ id: createId('ntf'), channelId, recipient, kind: SUMMARY, isOpen: false },
      count: parts.reduce((sum, { count }) => sum + count, 0),
      items: parts.map(({ kind, count, items }) => ({ kind, count, items })),
      ...{ createdAt: now, notBefore: now },
    },
  ];
}
