import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PATCH as CHANGE_CHANNEL } from '@/app/api/notification-channels/[id]/route';
import { DELETE as DELETE_CHANNEL } from '@/app/api/notification-channels/[id]/route';
import { GET as DELIVERIES } from '@/app/api/notification-channels/[id]/deliveries/route';
import { POST as TEST } from '@/app/api/notification-channels/[id]/test/route';
import { GET as CHANNELS } from '@/app/api/notification-channels/route';
import { PUT as PUT_RULES } from '@/app/api/notification-rules/route';
import { GET, PUT } from '@/app/api/profile/notifications/route';
import type { NotificationDeliveryPage, OwnNotifications } from '@/lib/contract/notifications';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { auditEvents, customerDomains, customers } from '@/lib/server/db/schema';
import type { Notice } from '@/lib/server/notifications/kinds';
import { queueNotices } from '@/lib/server/notifications/queue';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { startMailServer, type MailServer } from '@/tests/support/mail-server';
import { happen, sendAt, useMail } from '@/tests/support/notifications';

let desk: TestDesk;
let mail: MailServer;
let ann: { id: string; email: string };

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  mail = await startMailServer();
  useMail(mail.url);
  ann = await desk.staff('viewer');
  for (const name of ['alpha', 'bravo']) {
    const id = `cus_${name}`;
    await db().insert(customers).values({ id, name, nameKey: name, tags: [] });
    await db()
      .insert(customerDomains)
      .values({ domain: `${name}.example`, customerId: id });
  }
});
beforeEach(async () => {
  await db().execute(sql`delete from notification_subscriptions`);
  await db().execute(sql`delete from notification_channels`);
  await confine({});
  await happen([]);
  mail.received.length = 0;
});
afterAll(async () => {
  useMail(null);
  await mail.close();
  await desk.close();
});

type Confined = { accountIds?: string[]; customerIds?: string[]; isDisabled?: boolean };

async function confine({ accountIds, customerIds, isDisabled = false }: Confined): Promise<void> {
  const list = (ids: string[] | undefined) => (ids ? sql`${sql.param(ids)}::text[]` : sql`null`);
  await db().execute(sql`
    update staff_members set account_ids = ${list(accountIds)},
      customer_ids = ${list(customerIds)}, is_disabled = ${isDisabled} where id = ${ann.id}`);
}

const choose = (events: string[], as: Role = 'viewer') =>
  desk.call(PUT, 'PUT /api/profile/notifications', { as, json: { events } });

async function offered(as: Role = 'viewer'): Promise<string[]> {
  const answer = await desk.call(GET, 'GET /api/profile/notifications', { as });
  return ((await answer.json()) as OwnNotifications).items.map(({ event }) => event);
}

async function deliveries(): Promise<NotificationDeliveryPage> {
  const line = 'GET /api/notification-channels/nch_team/deliveries';
  const answer = await desk.call(DELIVERIES, line, { params: { id: 'nch_team' } });
  return (await answer.json()) as NotificationDeliveryPage;
}

async function seatsOver(...users: [accountId: string, username: string][]): Promise<void> {
  const notices = users.map(([accountId, user]): Notice => ({
    kind: 'seats_over',
    item: { user, seats: 1, seatsUsed: 2, account: accountId },
    ref: { accountId, username: user },
  }));
  await db().transaction((tx) => queueNotices(tx, notices, new Date()));
}

const finished = (accountId: string) =>
  ({ action: 'batch.finished', target: 'bat_1', outcome: 'success', accountId }) as const;
const received = () => mail.received.map(({ to, subject }) => [to[0], subject]);

describe('a team member', () => {
  it('is told of nothing until they choose, and then by email of what they chose', async () => {
    const own = (await (
      await desk.call(GET, 'GET /api/profile/notifications', { as: 'viewer' })
    ).json()) as OwnNotifications;
    expect(own.items.some(({ isEnabled }) => isEnabled)).toBe(false);
    expect(own.unavailable).toBeNull();
    await happen([finished('rpc_sandbox')]);
    expect(await (await choose(['batch_finished'])).json()).toMatchObject({
      items: expect.arrayContaining([
        { event: 'batch_finished', isEnabled: true },
        { event: 'seats_over', isEnabled: false },
      ]) as unknown,
    });
    await happen([finished('rpc_sandbox')]);
    await seatsOver(['rpc_sandbox', 'bo@alpha.example']);
    await sendAt();
    expect(received()).toEqual([[ann.email, 'A batch of invitations finished']]);
    expect((await deliveries()).items).toMatchObject([
      { kind: 'batch_finished', recipient: ann.email, state: 'delivered', count: 1 },
    ]);
    const events = await db()
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'notification.chosen'));
    expect(events).toMatchObject([
      { target: ann.email, details: { before: [], after: ['batch_finished'] } },
    ]);
    await choose(['batch_finished']);
    const count = await db().$count(auditEvents, eq(auditEvents.action, 'notification.chosen'));
    expect(count).toBe(1);
  });

  it('can choose only what their role and scope let them see', async () => {
    expect(await offered('administrator')).toEqual([
      ...['batch_finished', 'batch_trouble', 'account_failing', 'seats_over', 'seats_full'],
      ...['device_offline', 'limit_reached', 'new_device', 'statement_ready', 'backup_failed'],
      'weekly_report',
    ]);
    expect(await offered()).not.toContain('new_device');
    await confine({ accountIds: ['rpc_sandbox'] });
    expect(await offered()).toEqual([
      ...['batch_finished', 'batch_trouble', 'account_failing', 'seats_over', 'seats_full'],
      ...['device_offline', 'weekly_report'],
    ]);
    await confine({ customerIds: ['cus_alpha'] });
    expect(await offered()).toEqual([
      ...['seats_over', 'seats_full', 'device_offline', 'weekly_report'],
    ]);
    const refused = await choose(['seats_over', 'batch_finished']);
    const { errors } = (await refused.json()) as Problem;
    expect([refused.status, errors?.[0]?.path]).toEqual([400, 'events[1]']);
    expect((await choose(['approval_asked'])).status).toBe(400);
  });

  it('confined to accounts isn’t told of others, also if they were confined meanwhile', async () => {
    await choose(['batch_finished', 'seats_over']);
    await seatsOver(['rpc_sandbox', 'bo@alpha.example'], ['rpc_other', 'cy@bravo.example']);
    await happen([finished('rpc_other')]);
    await confine({ accountIds: ['rpc_sandbox'] });
    await seatsOver(['rpc_other', 'di@bravo.example']);
    await sendAt();
    expect(received()).toEqual([[ann.email, 'A user has more seats in use than assigned']]);
    expect(mail.last().text).toContain('bo@alpha.example');
    expect(mail.last().raw).not.toContain('bravo');
    expect((await deliveries()).items).toMatchObject([{ kind: 'seats_over', state: 'delivered' }]);
  });

  it('confined to customers is told of theirs alone', async () => {
    await confine({ customerIds: ['cus_alpha'] });
    await choose(['seats_over']);
    await seatsOver(
      ['rpc_sandbox', 'cy@bravo.example'],
      ['rpc_sandbox', 'bo@alpha.example'],
      ['rpc_sandbox', 'al@alpha.example'],
      ['rpc_sandbox', 'no@nowhere.example'],
    );
    await sendAt();
    expect(received()).toEqual([[ann.email, '2 users have more seats in use than assigned']]);
    expect(mail.last().text).not.toMatch(/bravo|nowhere|And \d+ more/);
  });

  it('confined to customers isn’t told of others’ devices', async () => {
    await confine({ customerIds: ['cus_alpha'] });
    await choose(['device_offline']);
    const offline = (id: string, owner: string): Notice => ({
      kind: 'device_offline',
      item: { device: id, since: '2026-11-30T10:00:00Z', account: 'Sandbox' },
      ref: { accountId: 'rit_sandbox', device: { id, name: id, owner } },
    });
    const notices = [offline('pi-1', 'bo@alpha.example'), offline('pi-2', 'cy@bravo.example')];
    await db().transaction((tx) => queueNotices(tx, notices, new Date()));
    await sendAt();
    expect(received()).toEqual([[ann.email, 'A device is offline']]);
    expect(mail.last().text).toContain('pi-1');
  });

  it('who is disabled gets nothing, not even what waits', async () => {
    await choose(['batch_finished']);
    await happen([finished('rpc_sandbox')]);
    expect((await deliveries()).total).toBe(1);
    await confine({ isDisabled: true });
    await happen([finished('rpc_sandbox')]);
    await sendAt();
    expect(received()).toEqual([]);
    expect((await deliveries()).total).toBe(0);
  });

  it('who changes their mind doesn’t get what waits', async () => {
    await choose(['batch_finished']);
    await happen([finished('rpc_sandbox')]);
    await choose([]);
    await sendAt();
    expect(received()).toEqual([]);
  });
});

describe('the team’s channel', () => {
  const params = { id: 'nch_team' };

  it('is listed once someone chose, can be tested and disabled, and neither deleted nor used by a rule', async () => {
    const list = async () =>
      (
        (await (await desk.call(CHANNELS, 'GET /api/notification-channels')).json()) as {
          items: unknown[];
        }
      ).items;
    expect(await list()).toEqual([]);
    await choose(['batch_finished']);
    expect(await list()).toMatchObject([
      { id: 'nch_team', name: 'Team members', kind: 'email', isTeam: true, recipients: [] },
    ]);
    await desk.call(TEST, 'POST /api/notification-channels/nch_team/test', { params });
    const { email } = await desk.staff('administrator');
    expect(received()).toEqual([[email, 'Notifications arrive here']]);
    const remove = 'DELETE /api/notification-channels/nch_team';
    expect((await desk.call(DELETE_CHANNEL, remove, { params })).status).toBe(409);
    const items = [{ event: 'batch_finished', channelIds: ['nch_team'] }];
    const rules = 'PUT /api/notification-rules';
    expect((await desk.call(PUT_RULES, rules, { json: { items } })).status).toBe(400);
    const change = async (json: unknown) => {
      const line = 'PATCH /api/notification-channels/nch_team';
      return (await desk.call(CHANGE_CHANNEL, line, { params, json })).status;
    };
    expect(await change({ recipients: ['bo@desk.example'] })).toBe(400);
    await happen([finished('rpc_sandbox')]);
    expect(await change({ name: 'People' })).toBe(200);
    expect((await deliveries()).items[0]).toMatchObject({ state: 'pending' });
    expect(await change({ isDisabled: true })).toBe(200);
    await happen([finished('rpc_sandbox')]);
    await sendAt();
    expect(received()).toHaveLength(1);
    const own = await desk.call(GET, 'GET /api/profile/notifications', { as: 'viewer' });
    expect(await own.json()).toMatchObject({ unavailable: 'disabled' });
  });
});
