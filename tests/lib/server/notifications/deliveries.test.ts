import { sql } from 'drizzle-orm';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { addChannel, changeChannel, listChannels } from '@/lib/server/notifications/channels';
import { readEvents } from '@/lib/server/notifications/read-events';
import { sendDueNotifications } from '@/lib/server/notifications/send-due';
import { testChannel } from '@/lib/server/notifications/test-channel';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { startMailServer, type MailFate } from '@/tests/support/mail-server';
import { aChannel, happen, sendAt, tell, useMail } from '@/tests/support/notifications';
import { startReceiver, type Receiver } from '@/tests/support/webhooks';

const actor = systemActor('notifications');
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
  await tell(['statement_ready', 'limit_reached'], [id]);
});
afterEach(() => receiver.close());
afterAll(() => desk.close());

const statement = (month: string): NewAuditEvent => ({
  action: 'statement.created',
  target: month,
  outcome: 'success',
  details: { id: `stm_${month}` },
});
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 30, 12, minutes));
const titles = () =>
  receiver.received.map(({ body }) => (JSON.parse(body) as { data: { title: string } }).data.title);
const state = async () => {
  const { rows } = await db().execute(sql`
    select state, attempts, failure, count from notification_deliveries order by created_at`);
  return rows;
};

describe('a message', () => {
  it('is about an event of a kind that is on, once', async () => {
    await happen([statement('2026-10'), { action: 'users.exported', outcome: 'success' }], at(0));
    await readEvents({ now: at(0) });
    await sendAt(at(0));
    await sendAt(at(1));
    expect(titles()).toEqual(['A monthly statement was created']);
    const [one] = receiver.received;
    expect(JSON.parse(one?.body ?? '')).toEqual({
      ...{ type: 'notification.statement_ready', timestamp: '2026-11-30T12:00:00.000Z' },
      data: {
        ...{ kind: 'statement_ready', count: 1, title: 'A monthly statement was created' },
        ...{ lines: ['October 2026'], url: 'http://localhost:3000/statements/stm_2026-10' },
        items: [{ id: 'stm_2026-10', month: '2026-10' }],
      },
    });
    expect(one?.id).toMatch(/^ntf_/);
    expect(one?.headers['webhook-signature']).toMatch(/^v1,/);
  });

  it('gathers what happens at once, and holds what follows for as long as the settings say', async () => {
    const months = Array.from({ length: 14 }, (_, n) => `20${10 + n}-01`);
    await happen(months.map(statement), at(0));
    await sendAt(at(0));
    expect(titles()).toEqual(['14 monthly statements were created']);
    const { data } = JSON.parse(receiver.received[0]?.body ?? '') as {
      data: { lines: string[]; items: unknown[] };
    };
    expect([data.lines.length, data.items.length]).toEqual([10, 10]);
    await happen([statement('2031-01')], at(1));
    await happen([statement('2032-01')], at(2));
    await sendAt(at(2));
    await sendAt(at(4));
    expect(titles()).toHaveLength(1);
    await sendAt(at(6));
    expect(titles().slice(1)).toEqual(['2 monthly statements were created']);
  });

  it('waits for the end of quiet hours, and is then one', async () => {
    const quietHours = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
    await tell(['statement_ready'], [id], { quietHours, groupMinutes: 0 });
    // 21:30 UTC is 22:30 there.
    const evening = Date.UTC(2026, 10, 30, 21, 30);
    const after = (hours: number) => new Date(evening + hours * 3_600_000);
    for (const [hours, month] of [
      [0, '2026-08'],
      [2, '2026-09'],
      [8, '2026-10'],
    ] as const) {
      await happen([statement(month)], after(hours));
      await sendAt(after(hours));
    }
    expect(titles()).toEqual([]);
    await sendAt(after(8.5));
    expect(titles()).toEqual(['3 monthly statements were created']);
  });

  it('comes once, however many servers read and send', async () => {
    await recordEvents(actor, ['2026-08', '2026-09', '2026-10'].map(statement));
    await sealEvents({ isWaiting: true });
    await Promise.all([1, 2, 3].map(() => readEvents({ now: at(0) })));
    const now = () => at(1);
    await Promise.all([1, 2, 3].map(() => sendDueNotifications({ now })));
    expect(titles()).toEqual(['3 monthly statements were created']);
  });

  it('of a process that died comes again under its id, once its lease is over', async () => {
    await happen([statement('2026-10')], at(0));
    await db().execute(sql`
      update notification_deliveries set claim_id = 'clm_dead', is_open = false, attempts = 1,
        lease_until = now() + interval '30 s', first_tried_at = ${at(0).toISOString()}`);
    await sendAt(at(1));
    expect(titles()).toEqual([]);
    // What comes meanwhile is another message: this one may have arrived.
    await happen([statement('2026-09')], at(1));
    await db().execute(sql`update notification_deliveries set lease_until = now()`);
    await sendAt(at(10));
    expect(titles()).toEqual([
      'A monthly statement was created',
      'A monthly statement was created',
    ]);
    expect(await state()).toMatchObject([{ attempts: 2 }, { attempts: 1 }]);
  });

  it('is tried again under its id, for a day, and then given up with an event', async () => {
    receiver.behavior.statusOf = () => 500;
    await happen([statement('2026-10')], at(0));
    await sendAt(at(0));
    await sendAt(at(0));
    expect(receiver.received).toHaveLength(1);
    await sendAt(at(1));
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1);
    expect(receiver.received).toHaveLength(2);
    expect(await listChannels(actor)).toMatchObject([{ failure: 'refused', waiting: 1 }]);
    await sendAt(at(24 * 60 + 1));
    expect(await state()).toMatchObject([{ state: 'failed', attempts: 3, failure: 'refused' }]);
    const { rows } = await db().execute(sql`
      select target, outcome, details->>'kind' as kind from audit_events
      where action = 'notification.failed' order by sequence desc limit 1`);
    expect(rows).toEqual([
      { target: expect.stringMatching(/^Chat/), outcome: 'failure', kind: 'statement_ready' },
    ]);
    receiver.behavior.statusOf = () => 200;
    await happen([statement('2026-09')], at(24 * 60 + 10));
    await sendAt(at(24 * 60 + 20));
    expect(await listChannels(actor)).toMatchObject([
      { failure: null, failingSince: null, waiting: 0 },
    ]);
  });

  it('is one after an hour without a receiver, and nothing is lost', async () => {
    receiver.behavior.statusOf = () => undefined;
    for (const minutes of [0, 10, 20, 30, 40, 50]) {
      await happen([statement(`20${minutes + 10}-01`)], at(minutes));
      await sendAt(at(minutes));
    }
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1);
    receiver.received.length = 0;
    receiver.behavior.statusOf = () => 204;
    await sendAt(at(90));
    expect(titles()).toEqual([
      'A monthly statement was created',
      '5 monthly statements were created',
    ]);
  });

  it('isn’t sent if the address can’t be read', async () => {
    await happen([statement('2026-10')], at(0));
    await db().execute(sql`update notification_secrets set sealed = '\\x02'`);
    await sendAt(at(0));
    expect(receiver.received).toEqual([]);
    expect(await state()).toMatchObject([{ state: 'pending', failure: 'secret' }]);
    expect(await listChannels(actor)).toMatchObject([{ hasSecret: false }]);
  });
});

describe('a message to other software', () => {
  it('is signed with a secret that is shown once, and new with a new address', async () => {
    const given = { kind: 'webhook', name: 'Ops', url: receiver.url } as const;
    const { id: channelId, secret = '' } = await addChannel(actor, given);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const verified = async (key: string) => {
      receiver.received.length = 0;
      await testChannel(actor, channelId);
      const [{ body, headers } = { body: '', headers: {} }] = receiver.received;
      return new Verifier(key).verify(body, headers as Record<string, string>);
    };
    expect(await verified(secret)).toMatchObject({ type: 'notification.test' });
    expect(await changeChannel(actor, channelId, { name: 'Tickets' })).not.toHaveProperty('secret');
    const moved = await changeChannel(actor, channelId, { url: `${receiver.url}/x` });
    await expect(verified(secret)).rejects.toThrow('No matching signature');
    expect(await verified(moved.secret ?? '')).toMatchObject({ type: 'notification.test' });
    const known = JSON.stringify([
      await listChannels(actor),
      await db().select().from(auditEvents),
    ]);
    expect(known).not.toContain(secret);
    expect(known).not.toContain(moved.secret);
  });

  it('to a chat isn’t signed', async () => {
    await testChannel(actor, await aChannel(receiver.url, 'slack'));
    expect(receiver.received[0]?.headers['webhook-signature']).toBeUndefined();
  });
});

describe('an email', () => {
  it('whose answer is lost twice is never sent a third time, and one refused for good once', async () => {
    const fates: MailFate[] = [
      ...([
        { at: 'data', isCut: true },
        { at: 'data', isCut: true },
      ] as const),
      { at: 'recipient', code: 550 },
    ];
    const mail = await startMailServer({ fates });
    useMail(mail.url);
    const recipients = ['ann@desk.example'];
    const email = await addChannel(actor, { kind: 'email', name: 'Ops', recipients });
    await tell(['statement_ready'], [email.id]);
    await happen([statement('2026-10')], at(0));
    for (const minutes of [0, 1, 3, 10]) await sendAt(at(minutes));
    expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(1);
    expect(mail.received).toHaveLength(2);
    await happen([statement('2026-09')], at(20));
    for (const minutes of [20, 30]) await sendAt(at(minutes));
    expect(await state()).toMatchObject([
      { state: 'failed', failure: 'answer_lost', attempts: 2 },
      { state: 'failed', failure: 'recipient_refused', attempts: 1 },
    ]);
    await mail.close();
    useMail(null);
  });
});
