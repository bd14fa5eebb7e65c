import 'server-only';
import { sql } from 'drizzle-orm';
import { createId, type Transaction } from '@/lib/server/db/client';
import { groupBy } from '@/lib/shared/group-by';
import { ownKinds, type NotificationKind } from '@/lib/shared/notifications';
import { TEAM_CHANNEL, type Notice } from './kinds';
import { activeRules } from './rules';
import { mightSee } from './sight';
import { nextTime } from './times';

/** What happens within it is one message from the start: an outage is noticed in one go. */
const GATHER_SECONDS = 5;
/** Someone waits for these: they are held for less after a message of the same kind. */
const URGENT: readonly NotificationKind[] = ['approval_asked', 'approval_decided', 'new_device'];
const URGENT_HOLD_MINUTES = 1;
/** Of a message: more would be a list that no one reads in a chat. The rest is a number. */
const MOST_ITEMS = 10;
/** For someone confined to customers, who may see but a few of them. */
const MOST_TO_CHOOSE_FROM = 100;

/**
 * Queues messages about events in the caller's transaction, for every channel that is to be told of
 * them. Events of one kind become one message until it is first tried; after a message, the next
 * one of its kind waits for as long as the settings say. What is told once a day waits for its time,
 * and `gatherSummaries` then makes one message of all kinds.
 */
export async function queueNotices(
  tx: Transaction,
  notices: readonly Notice[],
  now: Date,
): Promise<void> {
  if (notices.length === 0) return;
  // Always first: nothing is added to what is being gathered.
  await tx.execute(sql`select from notification_settings for update`);
  const rules = await activeRules(tx);
  for (const [kind, those] of groupBy(notices, (notice) => notice.kind)) {
    const { targets = [], daily = null, people = [] } = rules.get(kind) ?? {};
    const partAt = daily && nextTime(daily, now);
    const all = { kind, notices: those, most: MOST_ITEMS };
    for (const target of targets) {
      await queueMessage(tx, { ...target, ...all, staffId: null, partAt }, now);
    }
    const own = ownKinds.find((one) => one === kind);
    for (const person of own ? people : []) {
      const notices = those.filter(({ ref = {} }) => own && mightSee(person, own, ref));
      const most = person.customerIds === null ? MOST_ITEMS : MOST_TO_CHOOSE_FROM;
      const target = { channelId: TEAM_CHANNEL, recipient: person.email, staffId: person.id };
      await queueMessage(tx, { ...target, kind, notices, most, partAt: null }, now);
    }
  }
}

export type Queued = {
  channelId: string;
  recipient: string;
  /** A team member who asked for it themselves. */
  staffId: string | null;
  kind: NotificationKind;
  notices: readonly Notice[];
  /** Of how many the content is kept. */
  most: number;
  /** When the summary leaves that it is a part of; null: it is a message of its own. */
  partAt: Date | null;
};

/** One message, or more for one that waits. The caller holds the row of settings. */
export async function queueMessage(
  tx: Transaction,
  { channelId, recipient, staffId, kind, notices, most, partAt }: Queued,
  now: Date,
): Promise<void> {
  if (notices.length === 0) return;
  const count = notices.length;
  const items = JSON.stringify(notices.slice(0, most).map(({ item, ref }) => ({ ...item, ref })));
  const holdMinutes = URGENT.includes(kind)
    ? sql`least(settings.group_minutes, ${URGENT_HOLD_MINUTES})`
    : sql`settings.group_minutes`;
  const at = now.toISOString();
  await tx.execute(sql`
    insert into notification_deliveries as queued
      (id, channel_id, recipient, staff_id, kind, count, items, created_at, latest_at, is_part, not_before)
    select ${createId('ntf')}, ${channelId}, ${recipient}, ${staffId}, ${kind}, ${count}, ${items}::jsonb,
      ${at}::timestamptz, ${at}::timestamptz, ${partAt !== null}::boolean,
      coalesce(${partAt?.toISOString() ?? null}::timestamptz, greatest(${at}::timestamptz + make_interval(secs => ${GATHER_SECONDS}),
        (select max(first_tried_at) from notification_deliveries
          where channel_id = ${channelId} and kind = ${kind} and recipient = ${recipient})
        + make_interval(mins => ${holdMinutes})))
    from notification_settings as settings
    on conflict (channel_id, kind, recipient) where is_open do update set
      count = queued.count + excluded.count, latest_at = excluded.latest_at,
      is_part = queued.is_part and excluded.is_part,
      not_before = case when queued.is_part and not excluded.is_part
        then excluded.not_before else queued.not_before end,
      items = (
        select jsonb_agg(item order by place) from (
          select item, place
          from jsonb_array_elements(queued.items || excluded.items) with ordinality as all_items (item, place)
          order by place limit ${most}
        ) as first_items
      )`);
}
