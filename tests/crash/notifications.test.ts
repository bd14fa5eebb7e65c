import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { aChannel, tell } from '@/tests/support/notifications';
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
