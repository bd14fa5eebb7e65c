import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PutRulesInput } from '@/lib/contract/notifications';
import { systemActor } from '@/lib/server/actor';
import type { NewAuditEvent } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { db } from '@/lib/server/db/client';
import { sendDueNotifications } from '@/lib/server/notifications/send-due';
import { putRules } from '@/lib/server/notifications/rules';
import { gatherSummaries } from '@/lib/server/notifications/summaries';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { aChannel, happen, sendAt } from '@/tests/support/notifications';
import { startReceiver, type Receiver } from '@/tests/support/webhooks';

let desk: TestDesk;
let receiver: Receiver;
let id: string;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
beforeEach(async () => {
  receiver = await startReceiver();
  await db().execute(sql`delete from notification_settings`);
  id = await aChannel(receiver.url);
  await sealEvents({ isWaiting: true });
  await daily();
});
afterEach(() => receiver.close());
afterAll(() => desk.close());

/** At eight in Berlin, which is seven in UTC. */
async function daily(more: Partial<PutRulesInput> = {}): Promise<void> {
  const rule = { isEnabled: true, channelIds: [id], dailyAt: '08:00' };
  await putRules(systemActor('notifications'), {
    items: [
      { event: 'statement_ready', ...rule },
      { event: 'limit_reached', ...rule },
      { event: 'backup_failed', isEnabled: true, channelIds: [id] },
    ],
    ...{ timeZone: 'Europe/Berlin', groupMinutes: 0, ...more },
  });
}

const statement = (month: string): NewAuditEvent => ({
  ...{ action: 'statement.created', target: month, outcome: 'success' },
  details: { id: `stm_${month}` },
});
const limit: NewAuditEvent = { action: 'export.limit_reached', outcome: 'denied' };
const at = (hours: number) => new Date(Date.UTC(2026, 10, 30, hours));
const sent = () => receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const waiting = async () => {
  const { rows } = await db().execute(sql`
    select kind, count, is_part as "isPart", not_before as at from notification_deliveries
    where state = 'pending' order by kind`);
  return rows.map(({ at: due, ...row }) => ({ ...row, at: new Date(String(due)).toISOString() }));
};

it('what is told once a day comes as one message at its time, the newest kind first', async () => {
  await happen([statement('2026-08'), limit], at(10));
  await happen([statement('2026-09')], at(12));
  await happen([statement('2026-10')], at(23));
  const due = '2026-12-01T07:00:00.000Z';
  expect(await waiting()).toEqual([
    { kind: 'limit_reached', count: 1, isPart: true, at: due },
    { kind: 'statement_ready', count: 3, isPart: true, at: due },
  ]);
  await sendAt(at(24 + 6));
  expect(sent()).toEqual([]);
  await sendAt(at(24 + 7));
  await sendAt(at(24 + 8));
  expect(sent()).toMatchObject([
    {
      type: 'notification.digest',
      data: {
        ...{ kind: 'digest', count: 4, title: 'Daily summary: 4 events' },
        lines: [
          ...['3 monthly statements were created', 'August 2026', 'September 2026'],
          ...['October 2026', 'A limit was reached'],
          'ann@desk.example: Reached the hourly limit of exports',
        ],
        url: 'http://localhost:3000/',
        items: [
          { kind: 'statement_ready', count: 3 },
          { kind: 'limit_reached', count: 1 },
        ],
      },
    },
  ]);
});

it('what is told at once doesn’t wait for the summary, and a day without events has none', async () => {
  await happen([{ action: 'backup.created', target: 'a.tar', outcome: 'failure' }], at(10));
  await sendAt(at(10));
  expect(sent()).toMatchObject([{ type: 'notification.backup_failed' }]);
  await sendAt(at(24 + 7));
  expect(sent()).toHaveLength(1);
});

it('a summary comes once, however many servers gather and send', async () => {
  await happen([statement('2026-10'), limit], at(10));
  const now = () => at(24 + 7);
  await Promise.all([1, 2, 3].map(() => sendDueNotifications({ now })));
  expect(sent()).toMatchObject([{ data: { count: 2 } }]);
});

it('a summary that was gathered by a server that died is sent by another', async () => {
  await happen([statement('2026-10'), limit], at(10));
  await gatherSummaries(at(24 + 7));
  expect(await waiting()).toMatchObject([{ kind: 'digest', count: 2, isPart: false }]);
  await happen([limit], at(24 + 7));
  await sendAt(at(24 + 7));
  expect(sent()).toMatchObject([{ data: { count: 2 } }]);
  expect(await waiting()).toEqual([
    { kind: 'limit_reached', count: 1, isPart: true, at: '2026-12-02T07:00:00.000Z' },
  ]);
});

it('a summary whose time is in quiet hours comes after them, with what came meanwhile', async () => {
  await daily({ quietHours: { from: '22:00', to: '10:00', timeZone: 'Europe/Berlin' } });
  await happen([statement('2026-10')], at(10));
  await sendAt(at(24 + 7));
  await happen([statement('2026-09')], at(24 + 8));
  await sendAt(at(24 + 8));
  expect(sent()).toEqual([]);
  await sendAt(at(24 + 9));
  expect(sent()).toMatchObject([{ data: { kind: 'digest', count: 2 } }]);
});

it('what waits for a summary comes along once its rule says at once', async () => {
  await happen([statement('2026-09')], at(10));
  await daily({ items: [{ event: 'statement_ready', isEnabled: true, channelIds: [id] }] });
  await happen([statement('2026-10')], at(11));
  await sendAt(at(11));
  expect(sent()).toMatchObject([{ data: { kind: 'statement_ready', count: 2 } }]);
});
