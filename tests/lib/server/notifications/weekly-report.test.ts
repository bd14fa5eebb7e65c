import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PUT as CHOOSE } from '@/app/api/profile/notifications/route';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { customerDomains, customers } from '@/lib/server/db/schema';
import { putRules } from '@/lib/server/notifications/rules';
import { lastMonday } from '@/lib/server/notifications/times';
import { queueWeeklyReports } from '@/lib/server/notifications/weekly-report';
import { reportLines } from '@/lib/server/notifications/weekly-report-lines';
import { userList } from '@/lib/server/users/user-list';
import { listAccounts } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { startMailServer, type MailServer } from '@/tests/support/mail-server';
import { aChannel, happen, sendAt, useMail } from '@/tests/support/notifications';
import { startReceiver, type Receiver } from '@/tests/support/webhooks';

const APP_URL = 'http://localhost:3000';
const actor = systemActor('notifications');
let desk: TestDesk;
let receiver: Receiver;
let mail: MailServer;
let id: string;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  mail = await startMailServer();
  useMail(mail.url);
  const { state } = desk.sandbox.remotepc;
  state.addUser({ username: 'ann@north.example', allotedComputers: 5, utilizedComputers: 7 });
  state.addUser({ username: 'bob@south.example', allotedComputers: 10, utilizedComputers: 4 });
  await db().insert(customers).values({ id: 'cus_n', name: 'North', nameKey: 'north', tags: [] });
  await db().insert(customerDomains).values({ domain: 'north.example', customerId: 'cus_n' });
  await knownSince('2026-11-20', [
    ['bob@south.example', 8],
    ['cy@south.example', 2],
  ]);
});
beforeEach(async () => {
  receiver = await startReceiver();
  mail.received.length = 0;
  await db().execute(sql`delete from notification_settings`);
  await db().execute(sql`delete from notification_deliveries`);
  id = await aChannel(receiver.url);
  await putRules(actor, {
    items: [{ event: 'weekly_report', isEnabled: true, channelIds: [id], dailyAt: '08:00' }],
    timeZone: 'Europe/Berlin',
  });
});
afterEach(async () => {
  await db().execute(sql`delete from notification_subscriptions`);
  receiver.close();
});
afterAll(async () => {
  useMail(null);
  await mail.close();
  await desk.close();
});

/** As if the list had been read on that day, with these users. */
async function knownSince(day: string, users: [name: string, seats: number][]): Promise<void> {
  await db().execute(sql`
    insert into seat_snapshots (account_id, day, users, seats, seats_used)
    values ('rpc_sandbox', ${day}, ${users.length}, 0, 0)`);
  for (const [username, seats] of users) {
    await db().execute(sql`
      insert into user_seats (account_id, username, day, seats, seats_used, is_latest)
      values ('rpc_sandbox', ${username}, ${day}, ${seats}, 0, true)`);
  }
  const [account] = (await listAccounts(everyone)).filter(
    ({ upstream }) => upstream === 'remotepc',
  );
  if (account) await userList(account).refresh();
}

/** Of the week of Monday, 30 November 2026; at eight in Berlin it is seven in UTC. */
const at = (day: number, hours: number) => new Date(Date.UTC(2026, 10, 29 + day, hours));
const [SUNDAY, MONDAY, WEDNESDAY] = [0, 1, 3];
const sent = () =>
  receiver.received.map(
    ({ body }) => (JSON.parse(body) as { data: { title: string; lines: string[] } }).data,
  );

async function report(now: Date): Promise<void> {
  await queueWeeklyReports(now);
  await sendAt(now);
}

describe('Monday’s report', () => {
  it('comes on Monday at its time, once, with what the overview says', async () => {
    await report(at(SUNDAY, 12));
    await report(at(MONDAY, 6));
    expect(sent()).toEqual([]);
    await report(at(MONDAY, 7));
    await report(at(MONDAY, 8));
    await report(at(WEDNESDAY, 7));
    expect(sent()).toMatchObject([
      {
        title: 'Monday’s report',
        lines: [
          '1 user is over the seat limit',
          '11 of 15 seats in use by 2 users, 6 unused',
          'In seven days: 1 user joined, 1 user left, 1 user got more seats (+5 seats)',
          'ann@north.example: 0 → 5 seats',
          'bob@south.example: 8 → 10 seats',
          'cy@south.example: 2 → 0 seats',
        ],
      },
    ]);
    await report(at(MONDAY + 7, 7));
    expect(sent()).toHaveLength(2);
  });

  it('leads to the lists that it counts', async () => {
    await report(at(SUNDAY, 12));
    await report(at(MONDAY, 7));
    const { data } = JSON.parse(receiver.received[0]?.body ?? '') as { data: { links: object[] } };
    expect(data.links).toEqual([
      {
        label: 'Users over the seat limit',
        url: `${APP_URL}/users?account=all&seats=over&sort=unused`,
      },
      { label: 'Unused seats', url: `${APP_URL}/users?account=all&seats=idle&sort=-unused` },
    ]);
  });

  it('waits until a channel’s quiet hours are over', async () => {
    await putRules(actor, {
      items: [{ event: 'weekly_report', isEnabled: true, channelIds: [id], dailyAt: '08:00' }],
      quietHours: { from: '22:00', to: '09:00', timeZone: 'Europe/Berlin' },
      timeZone: 'Europe/Berlin',
    });
    await report(at(SUNDAY, 12));
    await report(at(MONDAY, 7));
    expect(sent()).toEqual([]);
    await report(at(MONDAY, 8));
    expect(sent()).toHaveLength(1);
  });

  it('is made once by several servers', async () => {
    await report(at(SUNDAY, 12));
    await Promise.all([1, 2, 3].map(() => queueWeeklyReports(at(MONDAY, 7))));
    await Promise.all([1, 2, 3].map(() => sendAt(at(MONDAY, 7))));
    expect(sent()).toHaveLength(1);
  });

  it('comes later in the week if no server ran on Monday, and not for weeks before', async () => {
    await report(at(SUNDAY, 12));
    await report(at(WEDNESDAY + 14, 9));
    expect(sent()).toHaveLength(1);
    await report(at(MONDAY + 21, 7));
    expect(sent()).toHaveLength(2);
  });

  it('comes the next Monday for whoever turns it on during a week', async () => {
    await report(at(WEDNESDAY, 9));
    expect(sent()).toEqual([]);
    await report(at(MONDAY + 7, 7));
    expect(sent()).toHaveLength(1);
  });

  it('replaces one that couldn’t be sent for a week', async () => {
    await report(at(SUNDAY, 12));
    receiver.behavior.statusOf = () => 500;
    await report(at(MONDAY, 7));
    await db().execute(sql`update notification_deliveries set attempts = 0, lease_until = null`);
    receiver.behavior.statusOf = () => 200;
    await report(at(MONDAY + 7, 7));
    expect(receiver.received).toHaveLength(2);
    const { rows } = await db().execute(sql`
      select state, count from notification_deliveries where kind = 'weekly_report'`);
    expect(rows).toEqual([{ state: 'delivered', count: 1 }]);
  });
});

describe('to a team member', () => {
  async function choose(scope: ReturnType<typeof sql>): Promise<string> {
    const { email } = await desk.staff('viewer');
    await db().execute(sql`
      update staff_members set customer_ids = ${scope}, is_disabled = false where email = ${email}`);
    const line = 'PUT /api/profile/notifications';
    const chosen = await desk.call(CHOOSE, line, {
      ...{ as: 'viewer', json: { events: ['weekly_report'] } },
    });
    expect(chosen.status).toBe(200);
    await happen([]);
    await queueWeeklyReports(at(SUNDAY, 12));
    return email;
  }

  it('it is made from what they see, confined to a customer', async () => {
    const email = await choose(sql`array['cus_n']`);
    await report(at(MONDAY, 7));
    expect(mail.received.map(({ to, subject }) => [to[0], subject])).toEqual([
      [email, 'Monday’s report'],
    ]);
    const text = mail.received[0]?.text ?? '';
    expect(text).toContain('7 of 5 seats in use by 1 user');
    expect(text).not.toContain('south.example');
  });

  it('it is what they see when it is sent, if they see less by then', async () => {
    await choose(sql`null`);
    await queueWeeklyReports(at(MONDAY, 7));
    await db().execute(sql`update staff_members set customer_ids = array['cus_n']`);
    await sendAt(at(MONDAY, 7));
    const text = mail.received[0]?.text ?? '';
    expect(text).toContain('7 of 5 seats in use by 1 user');
    expect(text).not.toContain('south.example');
  });

  it('it names no user who isn’t theirs any more by then', async () => {
    await db().insert(customerDomains).values({ domain: 'south.example', customerId: 'cus_n' });
    await choose(sql`array['cus_n']`);
    await queueWeeklyReports(at(MONDAY, 7));
    await db().delete(customerDomains).where(eq(customerDomains.domain, 'south.example'));
    await sendAt(at(MONDAY, 7));
    const text = mail.received[0]?.text ?? '';
    expect(text).toContain('7 of 5 seats in use by 1 user');
    expect(text).not.toContain('south.example');
  });

  it('it isn’t sent to who may not sign in any more', async () => {
    await choose(sql`null`);
    await queueWeeklyReports(at(MONDAY, 7));
    await db().execute(sql`update staff_members set is_disabled = true where id = 'stf_viewer'`);
    await sendAt(at(MONDAY, 7));
    expect(mail.received).toEqual([]);
    await db().execute(sql`update staff_members set is_disabled = false`);
  });
});

it('a week without anything to say is one line', () => {
  const seats = { users: 2, seats: 15, seatsUsed: 11, unused: 4, over: 0, full: 0 };
  const changes = { joined: 0, left: 0, more: 0, less: 0, seats: 0, largest: [] };
  const quiet = { monday: '2026-11-30', devices: null, problems: 0, failing: [], unread: [] };
  const figures = '11 of 15 seats in use by 2 users, 4 unused';
  expect(reportLines({ ...quiet, seats, changes })).toEqual([
    `Nothing needs attention, and nothing changed: ${figures}`,
  ]);
  expect(reportLines({ ...quiet, seats: null, changes: null })).toEqual([
    'Nothing needs attention, and nothing changed',
  ]);
  const left = { ...changes, left: 1, seats: -2 };
  expect(reportLines({ ...quiet, seats, changes: left })).toEqual([
    'Nothing needs attention',
    figures,
    'In seven days: 1 user left (−2 seats)',
  ]);
});

it.each([
  ['2026-11-30T06:59:00Z', '2026-11-23'],
  ['2026-11-30T07:00:00Z', '2026-11-30'],
  ['2026-12-06T22:59:00Z', '2026-11-30'],
  // Clocks were put back on the Sunday before, and forward on that of 29 March.
  ['2026-10-26T06:59:00Z', '2026-10-19'],
  ['2026-10-26T07:00:00Z', '2026-10-26'],
  ['2027-03-29T05:59:00Z', '2027-03-22'],
  ['2027-03-29T06:00:00Z', '2027-03-29'],
])('at %s, the last Monday at eight in Berlin was %s', (now, monday) => {
  expect(lastMonday({ at: '08:00', timeZone: 'Europe/Berlin' }, new Date(now))).toBe(monday);
});
