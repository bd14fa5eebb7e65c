import 'server-only';
import { sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { ALL_EVENTS } from '@/lib/shared/webhooks';

/** In one transaction: a batch of invitations may record 50,000 events. */
const AT_ONCE = 1_000;

/**
 * Queues a delivery for each sealed event that a webhook wants and hasn't got. The deliveries and
 * the position in the log are written together, so that a crash loses none and doubles none, and
 * the id is made from the event's place: it would be the same.
 */
export async function queueDeliveries({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
  for (const id of await listBehind()) {
    while (!signal?.aborted && (await queueSome(id)));
  }
}

/** Only read: asked each second. */
async function listBehind(): Promise<string[]> {
  const { rows } = await db().execute<{ id: string }>(sql`
    select id from webhooks where disabled_at is null
      and sequence < (select max(sequence) from audit_seals)`);
  return rows.map(({ id }) => id);
}

/** @returns whether there may be more */
async function queueSome(webhookId: string): Promise<boolean> {
  return db().transaction(async (tx) => {
    // Another process that does the same has it.
    const { rows } = await tx.execute<{ sequence: string }>(sql`
      select sequence from webhooks where id = ${webhookId} and disabled_at is null
      for update skip locked`);
    const [webhook] = rows;
    if (!webhook) return false;
    const { rows: moved } = await tx.execute<{ count: number }>(sql`
      with next as (
        select sequence, position from audit_seals where sequence > ${webhook.sequence}
        order by sequence limit ${AT_ONCE}
      ), queued as (
        insert into webhook_deliveries (id, webhook_id, action, event_id, sequence, object)
        select 'msg_' || next.sequence || '_' || substr(webhook.id, 5), webhook.id, event.action,
          event.id, next.sequence,
          case when event.target is not null
            then coalesce(event.account_id, '') || ' ' || event.target end
        from next join audit_events as event on event.sequence = next.position
          join webhooks as webhook on webhook.id = ${webhookId}
        where ${ALL_EVENTS} = any(webhook.events) or event.action = any(webhook.events)
      )
      update webhooks set sequence = (select max(sequence) from next)
      where id = ${webhookId} and exists (select from next)
      returning (select count(*)::int from next) as count`);
    return moved[0]?.count === AT_ONCE;
  });
}
