import { sql } from 'drizzle-orm';
import { systemActor } from '@/lib/server/actor';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { db } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';
import { addChannel } from '@/lib/server/notifications/channels';
import { readEvents } from '@/lib/server/notifications/read-events';
import { putRules } from '@/lib/server/notifications/rules';
import { sendDueNotifications } from '@/lib/server/notifications/send-due';
import type { ChannelKind, NotificationKind } from '@/lib/shared/notifications';
import { allowPrivateWebhooks } from './webhooks';

const actor = systemActor('notifications');
let number = 0;

/** @returns its id */
export async function aChannel(
  url: string,
  kind: Exclude<ChannelKind, 'email'> = 'webhook',
): Promise<string> {
  allowPrivateWebhooks();
  // There are at most 50.
  await db().execute(sql`delete from notification_channels`);
  return (await addChannel(actor, { kind, name: `Chat ${(number += 1)}`, url })).id;
}

/** Everything of these kinds goes to these channels, and nothing else is reported. */
export async function tell(
  kinds: readonly NotificationKind[],
  channelIds: string[],
  more: Omit<Parameters<typeof putRules>[1], 'items'> & { hours?: number } = {},
): Promise<void> {
  const { hours, ...settings } = more;
  const items = kinds.map((event) => ({ event, isEnabled: true, channelIds, hours }));
  await putRules(actor, { items, ...settings });
}

/** Records events and has them read, as at that moment. */
export async function happen(events: NewAuditEvent[], now = new Date()): Promise<void> {
  await recordEvents({ ...actor, email: 'ann@desk.example' }, events);
  await sealEvents({ isWaiting: true });
  await readEvents({ now });
}

/** Null: this server sends no email. */
export function useMail(url: string | null): void {
  if (url === null) {
    delete process.env.SMTP_URL;
    delete process.env.MAIL_FROM;
  } else {
    Object.assign(process.env, { SMTP_URL: url, MAIL_FROM: 'desk@desk.example' });
  }
  resetEnv();
}

const SOON_MS = 6_000;

/** What a server's worker does at that moment, once the events of a few seconds are together. */
export async function sendAt(now = new Date()): Promise<void> {
  const later = new Date(now.getTime() + SOON_MS);
  await sendDueNotifications({ now: () => later });
}
