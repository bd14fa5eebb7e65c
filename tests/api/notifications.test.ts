import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as RESEND } from '@/app/api/notification-channels/[id]/deliveries/[deliveryId]/resend/route';
import { GET as DELIVERIES } from '@/app/api/notification-channels/[id]/deliveries/route';
import { DELETE, PATCH } from '@/app/api/notification-channels/[id]/route';
import { POST as TEST } from '@/app/api/notification-channels/[id]/test/route';
import { GET, POST } from '@/app/api/notification-channels/route';
import { GET as RULES, PUT as PUT_RULES } from '@/app/api/notification-rules/route';
import type {
  ChannelTest,
  NotificationChannel,
  NotificationDeliveryPage,
  NotificationRules,
} from '@/lib/contract/notifications';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { auditEvents, notificationSecrets } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { startMailServer, type MailServer } from '@/tests/support/mail-server';
import { happen, sendAt, useMail } from '@/tests/support/notifications';
import { allowPrivateWebhooks, startReceiver, type Receiver } from '@/tests/support/webhooks';

let desk: TestDesk;
let receiver: Receiver;
let mail: MailServer;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  mail = await startMailServer();
  useMail(mail.url);
});
beforeEach(async () => {
  receiver = await startReceiver();
  mail.received.length = 0;
  await db().execute(sql`delete from notification_channels`);
  await db().execute(sql`delete from notification_rules`);
  await db().execute(sql`delete from notification_settings`);
  allowPrivateWebhooks();
});
afterEach(() => receiver.close());
afterAll(async () => {
  useMail(null);
  await mail.close();
  await desk.close();
});

const add = (json: unknown, as: Role = 'administrator') =>
  desk.call(POST, 'POST /api/notification-channels', { as, json });
const added = async (json: unknown = { kind: 'slack', name: 'Chat', url: receiver.url }) =>
  (await (await add(json)).json()) as NotificationChannel;
const change = (id: string, json: unknown) =>
  desk.call(PATCH, 'PATCH /api/notification-channels/[id]', { json, params: { id } });
const putRules = (json: unknown) => desk.call(PUT_RULES, 'PUT /api/notification-rules', { json });

async function test(id: string): Promise<ChannelTest> {
  const line = 'POST /api/notification-channels/[id]/test';
  return (await (await desk.call(TEST, line, { params: { id } })).json()) as ChannelTest;
}

const resend = (id: string, deliveryId: string) =>
  desk.call(RESEND, 'POST /api/notification-channels/x/deliveries/y/resend', {
    params: { id, deliveryId },
  });

async function list(): Promise<NotificationChannel[]> {
  const answer = await desk.call(GET, 'GET /api/notification-channels');
  return ((await answer.json()) as { items: NotificationChannel[] }).items;
}

async function deliveries(id: string): Promise<NotificationDeliveryPage> {
  const where = 'GET /api/notification-channels/x/deliveries';
  const answer = await desk.call(DELIVERIES, where, { params: { id } });
  return (await answer.json()) as NotificationDeliveryPage;
}

async function rules(): Promise<NotificationRules> {
  return (await (
    await desk.call(RULES, 'GET /api/notification-rules')
  ).json()) as NotificationRules;
}

async function fault(answer: Response): Promise<[number, string, string | undefined]> {
  const { code, errors } = (await answer.json()) as Problem;
  return [answer.status, code, errors?.[0]?.path];
}

describe('channels', () => {
  it('never give their address back, and keep it encrypted', async () => {
    const url = `${receiver.url}/T00/B00/canary-token`;
    const channel = await added({ kind: 'slack', name: 'Chat', url });
    expect(channel).toMatchObject({
      ...{ name: 'Chat', kind: 'slack', recipients: [], host: `127.0.0.1:${receiver.port}` },
      ...{ hasSecret: true, isDisabled: false, waiting: 0, failure: null },
    });
    expect(await list()).toEqual([channel]);
    const [kept] = await db().select().from(notificationSecrets);
    expect(kept?.sealed.includes('canary')).toBe(false);
    await test(channel.id);
    const everything = JSON.stringify([
      ...[channel, await list(), await deliveries(channel.id)],
      await db().select().from(auditEvents),
    ]);
    expect(everything).toContain('notification.channel_added');
    expect(everything).not.toContain('canary');
  });

  it('need a name, and an address or recipients of their kind', async () => {
    const typed = { kind: 'teams', name: 'Ops', url: receiver.url };
    const wrong = [
      ...[
        { ...typed, name: ' ' },
        { ...typed, url: '' },
        { ...typed, kind: 'pager' },
      ],
      { kind: 'email', name: 'Ops', recipients: [] },
      { kind: 'email', name: 'Ops', recipients: ['not an address'] },
      { kind: 'email', name: 'Ops', url: receiver.url },
    ];
    for (const one of wrong) expect((await add(one)).status).toBe(400);
    const { id } = await added(typed);
    expect(await fault(await change(id, { recipients: ['ann@desk.example'] }))).toEqual([
      ...[400, 'invalid_request', 'recipients'],
    ]);
    expect((await change(id, {})).status).toBe(400);
    expect(await list()).toHaveLength(1);
  });

  it('lead to no private address, as webhooks', async () => {
    allowPrivateWebhooks('false');
    for (const url of [
      'https://127.0.0.1/x',
      'https://[::ffff:10.0.0.1]/',
      'http://hooks.example/',
    ]) {
      expect(await fault(await add({ kind: 'webhook', name: 'Ops', url }))).toEqual([
        ...[422, 'address_not_allowed', 'url'],
      ]);
    }
  });

  it('are for administrators who see all accounts', async () => {
    const { id } = await added();
    expect((await add({ kind: 'slack', name: 'A', url: receiver.url }, 'manager')).status).toBe(
      403,
    );
    const { id: staffId } = await desk.staff('administrator');
    const confine = (accounts: string) =>
      db().execute(
        sql`update staff_members set account_ids = ${sql.raw(accounts)} where id = ${staffId}`,
      );
    await confine(`array['rpc_sandbox']`);
    const params = { id };
    const answers = await Promise.all([
      ...[desk.call(GET, 'GET /api/notification-channels'), change(id, { name: 'Other' })],
      add({ kind: 'slack', name: 'A', url: receiver.url }),
      desk.call(TEST, 'POST /api/notification-channels/x/test', { params }),
      desk.call(DELIVERIES, 'GET /api/notification-channels/x/deliveries', { params }),
      desk.call(DELETE, 'DELETE /api/notification-channels/[id]', { params }),
      resend(id, 'ntf_1'),
      ...[desk.call(RULES, 'GET /api/notification-rules'), putRules({ items: [] })],
    ]);
    await confine('null');
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 404));
    expect(receiver.received).toEqual([]);
  });

  it('are renamed, disabled and deleted, also from the rules', async () => {
    const { id } = await added();
    await putRules({ items: [{ event: 'batch_finished', channelIds: [id] }] });
    expect(await (await change(id, { name: 'Ops', isDisabled: true })).json()).toMatchObject({
      ...{ name: 'Ops', isDisabled: true },
    });
    await happen([{ action: 'batch.finished', target: 'bat_1', outcome: 'success' }]);
    expect((await deliveries(id)).total).toBe(0);
    await change(id, { isDisabled: false });
    await happen([{ action: 'batch.finished', target: 'bat_1', outcome: 'success' }]);
    expect((await deliveries(id)).total).toBe(1);
    await desk.call(DELETE, 'DELETE /api/notification-channels/[id]', { params: { id } });
    expect(await list()).toEqual([]);
    expect((await rules()).items.find(({ event }) => event === 'batch_finished')).toEqual({
      ...{ event: 'batch_finished', isEnabled: true, channelIds: [] },
    });
    expect(await fault(await change(id, { name: 'A' }))).toEqual([404, 'not_found', undefined]);
  });

  it('of email forget what waits for a recipient that is removed', async () => {
    const recipients = ['ann@desk.example', 'bob@desk.example'];
    const { id } = await added({ kind: 'email', name: 'Ops', recipients });
    await putRules({ items: [{ event: 'batch_finished', channelIds: [id] }] });
    await happen([{ action: 'batch.finished', target: 'bat_1', outcome: 'success' }]);
    await change(id, { recipients: ['bob@desk.example'] });
    await sendAt();
    expect(mail.received.map(({ to }) => to)).toEqual([['bob@desk.example']]);
    const { items } = await deliveries(id);
    expect(items.map(({ recipient, state, failure }) => [recipient, state, failure])).toEqual(
      expect.arrayContaining([
        ['ann@desk.example', 'failed', 'recipient_removed'],
        ['bob@desk.example', 'delivered', null],
      ]),
    );
  });
});

describe('a test', () => {
  it('answers with what came of it', async () => {
    const { id } = await added();
    expect(await test(id)).toMatchObject({ ok: true, status: 204, failure: null });
    receiver.behavior.statusOf = () => 404;
    expect(await test(id)).toMatchObject({
      ...{ ok: false, status: 404, failure: 'refused' },
      detail:
        'The receiver refused the message. Its address may have been revoked. It answered 404.',
    });
    expect(receiver.received[0]?.body).toContain('Notifications arrive here');
    const { items, total } = await deliveries(id);
    expect(total).toBe(2);
    expect(items.map(({ kind, state, status }) => [kind, state, status])).toEqual([
      ['test', 'failed', 404],
      ['test', 'delivered', 204],
    ]);
  });

  it('of email goes to every recipient', async () => {
    const recipients = ['ann@desk.example', 'bob@desk.example'];
    const { id } = await added({ kind: 'email', name: 'Ops', recipients });
    expect(await test(id)).toMatchObject({ ok: true, status: null });
    expect(mail.received.map(({ to }) => to[0]).toSorted()).toEqual(recipients);
    expect(mail.last().subject).toBe('Notifications arrive here');
    expect(mail.last().html).toContain('http://localhost:3000/settings/notifications');
    useMail(null);
    const { ok, failure, detail } = await test(id);
    useMail(mail.url);
    expect([ok, failure]).toEqual([false, 'not_set_up']);
    expect(detail).toContain('SMTP_URL and MAIL_FROM are missing');
  });
});

describe('a message', () => {
  const finished = { action: 'batch.finished', target: 'bat_1', outcome: 'success' } as const;
  const past = new Date(Date.now() - 86_400_000);

  it('that was given up is sent again by hand, under its id, also in quiet hours', async () => {
    const { id } = await added();
    const rule = { items: [{ event: 'batch_finished', channelIds: [id] }] };
    await putRules(rule);
    receiver.behavior.statusOf = () => 500;
    await happen([finished], past);
    await sendAt(past);
    await sendAt();
    const [given] = (await deliveries(id)).items;
    expect(given).toMatchObject({ state: 'failed', attempts: 2, nextAt: null });
    const hour = (from: number) => new Date(Date.now() + from * 3_600_000).toISOString();
    const [from, to] = [hour(-2).slice(11, 16), hour(2).slice(11, 16)];
    await putRules({ ...rule, quietHours: { from, to, timeZone: 'UTC' } });
    receiver.behavior.statusOf = () => 204;
    expect((await resend(id, given?.id ?? '')).status).toBe(202);
    expect((await deliveries(id)).items).toMatchObject([{ state: 'pending' }]);
    await sendAt();
    expect((await deliveries(id)).items).toMatchObject([
      { id: given?.id, state: 'delivered', attempts: 3, failure: null },
    ]);
    expect(new Set(receiver.received.map((one) => one.id))).toEqual(new Set([given?.id]));
    const events = await db()
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'notification.resent'));
    expect(events).toMatchObject([
      {
        ...{ target: 'Chat', outcome: 'success' },
        details: { id, deliveryId: given?.id, kind: 'batch_finished' },
      },
    ]);
  });

  it('that a person sends again and that fails again is tried for another day', async () => {
    const { id } = await added();
    await putRules({ items: [{ event: 'batch_finished', channelIds: [id] }] });
    receiver.behavior.statusOf = () => 500;
    await happen([finished], past);
    await sendAt(past);
    await sendAt();
    const [given] = (await deliveries(id)).items;
    await resend(id, given?.id ?? '');
    await sendAt();
    expect((await deliveries(id)).items).toMatchObject([{ state: 'pending', attempts: 3 }]);
  });

  it('isn’t sent again as a test, to a disabled channel, or to someone who was removed', async () => {
    const recipients = ['ann@desk.example', 'bob@desk.example'];
    const { id } = await added({ kind: 'email', name: 'Ops', recipients });
    await putRules({ items: [{ event: 'batch_finished', channelIds: [id] }] });
    await happen([finished]);
    await change(id, { recipients: ['bob@desk.example'] });
    await test(id);
    const { items } = await deliveries(id);
    const of = (recipient: string, kind: string) =>
      items.find((one) => one.recipient === recipient && one.kind === kind)?.id ?? '';
    const sentTest = of('bob@desk.example', 'test');
    const removed = of('ann@desk.example', 'batch_finished');
    const waiting = of('bob@desk.example', 'batch_finished');
    for (const one of [sentTest, removed]) {
      expect(await fault(await resend(id, one))).toEqual([409, 'conflict', undefined]);
    }
    expect((await resend(id, waiting)).status).toBe(202);
    await change(id, { isDisabled: true });
    expect(await fault(await resend(id, waiting))).toEqual([409, 'conflict', undefined]);
    expect(await fault(await resend(id, 'ntf_none'))).toEqual([404, 'not_found', undefined]);
    const other = await added();
    expect((await resend(other.id, waiting)).status).toBe(404);
  });
});

describe('rules', () => {
  it('are of every kind of event, all off until someone chooses', async () => {
    const { items, quietHours, groupMinutes } = await rules();
    expect(items.map(({ event }) => event)).toEqual([
      ...['approval_asked', 'approval_decided', 'batch_finished', 'batch_trouble'],
      ...['account_failing', 'seats_over', 'seats_full', 'device_offline'],
      ...['limit_reached', 'new_device', 'statement_ready', 'backup_failed'],
      'weekly_report',
    ]);
    expect(items.some(({ isEnabled, channelIds }) => isEnabled || channelIds.length > 0)).toBe(
      false,
    );
    expect(items.find(({ event }) => event === 'device_offline')?.hours).toBe(24);
    expect([quietHours, groupMinutes]).toEqual([null, 5]);
  });

  it('are replaced as a whole, while quiet hours that aren’t named stay', async () => {
    const { id } = await added();
    const quietHours = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
    const put = { items: [{ event: 'device_offline', channelIds: [id], hours: 3 }], quietHours };
    expect(await (await putRules(put)).json()).toMatchObject({ quietHours, groupMinutes: 5 });
    const seats = { event: 'seats_over', isEnabled: false, channelIds: [id] };
    await putRules({ items: [seats], groupMinutes: 30 });
    const now = await rules();
    expect(now).toMatchObject({ quietHours, groupMinutes: 30 });
    expect(now.items.filter(({ channelIds }) => channelIds.length > 0)).toEqual([seats]);
    await putRules({ items: [], quietHours: null });
    expect((await rules()).quietHours).toBeNull();
  });

  it('are told at once or once a day, in the time zone of quiet hours', async () => {
    const { id } = await added();
    const item = { event: 'seats_over', channelIds: [id], dailyAt: '07:30' };
    await putRules({ items: [item], timeZone: 'Europe/Berlin' });
    const saved = await rules();
    expect(saved.timeZone).toBe('Europe/Berlin');
    expect(saved.items.filter(({ dailyAt }) => dailyAt !== undefined)).toEqual([
      { ...item, isEnabled: true },
    ]);
    const quietHours = { from: '22:00', to: '07:00', timeZone: 'UTC' };
    await putRules({ items: [item], quietHours });
    await putRules({ items: [{ event: 'seats_over', channelIds: [id] }], quietHours: null });
    const { timeZone, items } = await rules();
    expect([timeZone, items.some(({ dailyAt }) => dailyAt !== undefined)]).toEqual(['UTC', false]);
    expect(await fault(await putRules({ items: [{ ...item, dailyAt: '7:30' }] }))).toEqual([
      ...[400, 'invalid_request', 'items[0].dailyAt'],
    ]);
    const zones = { items: [], quietHours, timeZone: 'Europe/Berlin' };
    expect(await fault(await putRules(zones))).toEqual([400, 'invalid_request', 'timeZone']);
  });

  it('are refused with a channel that isn’t there, a zone that isn’t one, or a kind twice', async () => {
    const item = { event: 'seats_over', channelIds: ['nch_none'] };
    expect(await fault(await putRules({ items: [item] }))).toEqual([
      ...[400, 'invalid_request', 'items[0].channelIds[0]'],
    ]);
    const quietHours = { from: '22:00', to: '07:00', timeZone: 'Mars/Olympus' };
    const hours = { ...quietHours, timeZone: 'UTC' };
    const off = { event: 'seats_over', channelIds: [] };
    const wrong = [
      { items: [], quietHours },
      { items: [], quietHours: { ...hours, from: '24:00' } },
      { items: [], quietHours: { ...hours, to: '22:00' } },
      { items: [off, off] },
      { items: [{ event: 'seats_lost', channelIds: [] }] },
    ];
    for (const one of wrong) expect((await putRules(one)).status).toBe(400);
  });
});
