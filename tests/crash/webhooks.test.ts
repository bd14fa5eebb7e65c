import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { size } from '@/tests/support/size';
import {
  allowPrivateWebhooks,
  aWebhook,
  startReceiver,
  type Receiver,
} from '@/tests/support/webhooks';
import { startCrashDesk, until, type CrashDesk } from './crash-desk';

const KILLS = size(1, 20);
const EVENTS = size(60, 200);

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

/** Lets a minute pass for what a dead server left behind. */
const passLease = () =>
  db().execute(
    sql`update webhook_deliveries set lease_until = now() where lease_until is not null`,
  );

it('two servers, one of them killed while it delivers: no event is lost, and none comes more than twice', async () => {
  await aWebhook(receiver.url, ['user.added']);
  const steady = await desk.servers.start();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const other = await desk.servers.start();
    await recordEvents(
      systemActor('webhooks'),
      Array.from({ length: EVENTS }, (_, n) => ({
        ...({ action: 'user.added', outcome: 'success' } as const),
        target: `p${kill}-${n}@x.example`,
      })),
    );
    const before = receiver.received.length;
    await until(() => receiver.received.length > before + 10 * (kill + 1));
    await other.end('SIGKILL');
    await wait(50);
    await passLease();
  }
  await until(async () => {
    const { rows } = await db().execute<{ waiting: number }>(
      sql`select count(*)::int as waiting from webhook_deliveries where state = 'pending'`,
    );
    return rows[0]?.waiting === 0 && receiver.received.length >= KILLS * EVENTS;
  });
  const idsOf = new Map<string, string[]>();
  for (const { id, event } of receiver.received) {
    const target = event.data.target ?? '';
    idsOf.set(target, [...(idsOf.get(target) ?? []), id]);
  }
  const all = [...idsOf.values()];
  expect({
    came: idsOf.size,
    moreThanTwice: all.filter((ids) => ids.length > 2),
    differentIds: all.filter((ids) => new Set(ids).size > 1),
  }).toEqual({ came: KILLS * EVENTS, moreThanTwice: [], differentIds: [] });
  expect(await steady.end('SIGTERM')).toBe(0);
});
