import 'server-only';
import { sql } from 'drizzle-orm';
import { createId, db } from '@/lib/server/db/client';
import { notificationSettings } from '@/lib/server/db/schema';
import { describeError, log } from '@/lib/server/log';
import type { Resolve } from '@/lib/server/webhooks/address';
import type { ChannelKind } from '@/lib/shared/notifications';
import { readContent, SUMMARY } from './kinds';
import { quietHoursOf } from './rules';
import { asSeenNow } from './people';
import { send, type Attempt } from './send';
import { settle } from './settle';
import { gatherSummaries, isPartDue } from './summaries';
import { reportSeenNow } from './weekly-report';
import { messageOf, summaryOf } from './texts';
import { isQuiet } from './times';

/** Longer than an attempt takes, for a process that dies during it. */
const LEASE_SECONDS = 60;
const AT_ONCE = 4;
/** So often a message that fails holds up later ones, which takes about two hours. */
const ATTEMPTS_THAT_HOLD = 6;

type Sending = { now?: () => Date; signal?: AbortSignal; resolve?: Resolve };

type Claimed = {
  id: string;
  channelId: string;
  channelName: string;
  channelKind: ChannelKind;
  recipient: string;
  /** A team member who asked for it themselves. */
  staffId: string | null;
  kind: string;
  count: number;
  items: unknown[];
  createdAt: Date;
  claimId: string;
  attempts: number;
  /** Why the attempt before failed. */
  failure: string | null;
};

/**
 * Sends what is due, until nothing is; in quiet hours only what a person sends again. Any number of processes may do so: a
 * row is claimed with a lease, and claimed again only after it, with the same id.
 */
export async function sendDueNotifications(sending: Sending = {}): Promise<void> {
  const { now = () => new Date() } = sending;
  if (!(await isAnyDue(now()))) return;
  const [settings] = await db().select().from(notificationSettings);
  const isHeld = isQuiet(quietHoursOf(settings), now());
  if (!isHeld) await gatherSummaries(now());
  const turn = { ...sending, now, isHeld };
  await Promise.all(Array.from({ length: AT_ONCE }, () => sendOneByOne(turn)));
}

/**
 * While a message is tried again, those that were never tried wait and gather: after an outage of
 * the receiver, one comes of each kind. Not for ever, as it may be the message that is refused.
 */
const isDue = (
  now: Date,
  isHeld: boolean,
) => sql`delivery.state = 'pending' and not delivery.is_part
  and (delivery.lease_until is null or delivery.lease_until <= now())
  and (delivery.is_resent or not ${isHeld}::boolean
    and delivery.not_before <= ${now.toISOString()}::timestamptz
    and (delivery.attempts > 0 or not exists (
      select from notification_deliveries as earlier
      where earlier.channel_id = delivery.channel_id and earlier.recipient = delivery.recipient
        and earlier.state = 'pending' and earlier.attempts between 1 and ${ATTEMPTS_THAT_HOLD}
    )))`;

/** Only read: asked each second. */
async function isAnyDue(now: Date): Promise<boolean> {
  const { rows } = await db().execute(sql`
    select from notification_deliveries as delivery
    where ${isDue(now, false)} or ${isPartDue(now)} limit 1`);
  return rows.length > 0;
}

type Turn = Sending & { now: () => Date; isHeld: boolean };

async function sendOneByOne(sending: Turn): Promise<void> {
  while (!sending.signal?.aborted) {
    const claimed = await claim(sending.now(), sending.isHeld);
    if (!claimed) return;
    const seen = await asSeenNow(claimed);
    const delivery = seen && (await reportSeenNow(seen, sending.now()));
    if (!delivery) {
      await forget(claimed);
      continue;
    }
    const attempt = await tryOnce(delivery, sending);
    // Stopping: the lease ends, and then it's sent again.
    if (!attempt) return;
    await settle(delivery, attempt, sending.now());
    const { id, channelId } = delivery;
    const { failure, status } = attempt;
    if (failure) log().info({ deliveryId: id, channelId, failure, status }, 'not delivered');
  }
}

/** What is left of it isn't for its recipient. */
async function forget({ id, claimId }: Claimed): Promise<void> {
  await db().execute(sql`
    delete from notification_deliveries where id = ${id} and claim_id = ${claimId}`);
}

async function claim(now: Date, isHeld: boolean): Promise<Claimed | null> {
  const claimId = createId('clm');
  const at = now.toISOString();
  const { rows } = await db().execute<Omit<Claimed, 'createdAt'> & { createdAt: string }>(sql`
    update notification_deliveries as claimed set claim_id = ${claimId}, is_open = false,
      is_resent = false, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      attempts = claimed.attempts + 1, tried_at = ${at}::timestamptz,
      first_tried_at = coalesce(claimed.first_tried_at, ${at}::timestamptz)
    from notification_channels as channel
    where channel.id = claimed.channel_id and claimed.id = (
      select delivery.id from notification_deliveries as delivery
      where ${isDue(now, isHeld)} order by delivery.not_before limit 1 for update skip locked
    )
    returning claimed.id, claimed.channel_id as "channelId", channel.name as "channelName",
      channel.kind as "channelKind", claimed.recipient, claimed.staff_id as "staffId",
      claimed.kind, claimed.count, claimed.items,
      claimed.created_at as "createdAt", claimed.claim_id as "claimId", claimed.attempts,
      claimed.failure`);
  const [row] = rows;
  return row ? { ...row, createdAt: new Date(row.createdAt) } : null;
}

/** @returns null if it was cut short because the process stops */
async function tryOnce(delivery: Claimed, sending: Sending): Promise<Attempt | null> {
  const contents = readContent(delivery);
  const [content] = contents ?? [];
  if (!contents || !content) return { status: null, failure: 'internal', tookMs: 0 };
  const isSummary = delivery.kind === SUMMARY;
  try {
    const message = isSummary ? summaryOf(contents) : messageOf(content);
    const items = isSummary ? contents : content.items;
    return await send({ ...delivery, items, message }, sending);
  } catch (error) {
    if (sending.signal?.aborted) return null;
    log().error({ deliveryId: delivery.id, error: describeError(error) }, 'notification not sent');
    return { status: null, failure: 'internal', tookMs: 0 };
  }
}
