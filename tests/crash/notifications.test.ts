import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { putRules } from '@/lib/server/notifications/rules';
import type { NotificationKind } from '@/lib/shared/notifications';
import { aChannel, happen, tell } from '@/tests/support/notifications';
import { allowPrivateWebhooks, startReceiver, type Receiver } from '@/tests/support/webhooks';
import { startCrashDesk, until, type CrashDesk } from './crash-desk';

vi.setConfig({ testTimeout: 600_000 });

let desk: CrashDesk;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
  desk = await startCrashDesk('calm', { ALLOW_PRIVATE_WEBHOOKS: 'true' });
});
afterEach(async () => {
  await desk.stopSandbox();
  await desk.close();
  await receiver.close();
  allowPrivateWebhooks('false');
});

it('a server killed while it sends: no notification is lost, and that one comes twice under its id', async () => {
  const id = await aChannel(receiver.url);
  await tell(['statement_ready', 'limit_reached'], [id], { groupMinutes: 0 });
  const doomed = await desk.servers.start();
  let killed: Promise<unknown> | undefined;
  receiver.behavior.statusOf = () => {
    // It took the message, and its answer never arrives.
    killed ??= doomed.end('SIGKILL');
    return undefined;
  };
  const happened = { outcome: 'success', details: { id: 'stm_1' } } as const;
  await recordEvents(systemActor('crash'), [
    { action: 'statement.created', target: '2026-10', ...happened },
  ]);
  await until(() => killed !== undefined);
  await killed;
  receiver.behavior.statusOf = () => 204;
  // No server saw this one happen.
  await recordEvents(systemActor('crash'), [{ action: 'export.limit_reached', outcome: 'denied' }]);
  await db().execute(sql`
    update notification_deliveries set lease_until = now(), not_before = now()`);
  const [one, other] = [await desk.servers.start(), await desk.servers.start()];
  await until(() => receiver.received.length >= 3);
  const ids = receiver.received.map((each) => each.id);
  expect(new Set(ids).size).toBe(2);
  expect(ids.filter((each) => each === ids[0])).toHaveLength(2);
  expect(receiver.received.map(({ event }) => event.type).toSorted()).toEqual([
    ...['notification.limit_reached', 'notification.statement_ready'],
    'notification.statement_ready',
  ]);
  expect([await one.end('SIGTERM'), await other.end('SIGTERM')]).toEqual([0, 0]);
});

it('a server killed while it sends the day’s summary and Monday’s report: neither is lost or made anew', async () => {
  const id = await aChannel(receiver.url);
  const item = (event: NotificationKind) => ({
    ...{ event, isEnabled: true, channelIds: [id], dailyAt: '00:00' },
  });
  const kinds = ['statement_ready', 'limit_reached', 'weekly_report'] as const;
  await putRules(systemActor('crash'), { items: kinds.map(item), timeZone: 'UTC' });
  await happen([
    {
      action: 'statement.created',
      target: '2026-10',
      outcome: 'success',
      details: { id: 'stm_1' },
    },
    { action: 'export.limit_reached', outcome: 'denied' },
  ]);
  await db().execute(sql`update notification_deliveries set not_before = now()`);
  await db().execute(sql`update notification_settings set reported_on = '2026-11-23'`);
  let killed: Promise<unknown> | undefined;
  const doomed = await desk.servers.start();
  receiver.behavior.statusOf = () => {
    killed ??= doomed.end('SIGKILL');
    return undefined;
  };
  await until(() => killed !== undefined);
  await killed;
  receiver.behavior.statusOf = () => 204;
  await db().execute(sql`
    update notification_deliveries set lease_until = now(), not_before = now()`);
  const [one, other] = [await desk.servers.start(), await desk.servers.start()];
  const told = () => new Map(receiver.received.map(({ id: each, event }) => [each, event.type]));
  const isSettled = async () => {
    const { rows } = await db().execute(sql`
      select 1 from notification_deliveries where state <> 'delivered'`);
    return rows.length === 0 && told().size >= 2;
  };
  await until(isSettled);
  expect([...told().values()].toSorted()).toEqual([
    'notification.digest',
    'notification.weekly_report',
  ]);
  // One of them a second time, under its id: its answer never arrived.
  expect(receiver.received.length).toBeLessThanOrEqual(4);
  expect([await one.end('SIGTERM'), await other.end('SIGTERM')]).toEqual([0, 0]);
});
