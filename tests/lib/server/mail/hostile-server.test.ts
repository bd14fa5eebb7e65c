import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/server/db/client';
import { mailMessages } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import type { MailSettings } from '@/lib/server/mail-settings';
import { MailError } from '@/lib/server/mail/faults';
import { queueMail } from '@/lib/server/mail/queue';
import { sendDueMail } from '@/lib/server/mail/send-due';
import { deliver } from '@/lib/server/mail/smtp';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import {
  startHostileMailServer,
  type HostileMailServer,
  type SmtpStep,
  type SmtpTrick,
} from '@/tests/support/hostile-mail-server';

type Tricks = Partial<Record<SmtpStep, SmtpTrick>>;

let server: HostileMailServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const login = { user: 'desk', password: 'canary-smtp-password' };

/** One attempt, for which the server has this long. */
async function attempt(
  tricks: Tricks,
  { security = 'none', deadlineMs = 2_000 }: Partial<MailSettings> & { deadlineMs?: number } = {},
) {
  server = await startHostileMailServer(() => tricks);
  const settings: MailSettings = {
    ...{ host: '127.0.0.1', port: server.port, security },
    login: security === 'none' ? undefined : login,
    from: { name: 'Desk', address: 'desk@example.com' },
  };
  const email = { id: 'mal_1', to: 'ann@desk.example', subject: 'Hi', text: 'Text', html: 'Text' };
  const delivery = { settings, host: 'desk.example', deadlineMs };
  const error: unknown = await deliver(email, delivery).then(
    () => 'delivered',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof MailError)) return { fault: String(error) };
  const { fault, isFinal, mayBeDelivered } = error;
  return { fault, isFinal, mayBeDelivered };
}

describe('without TLS, nothing is sent', () => {
  it.each<[string, Tricks]>([
    ['a server that doesn’t offer it', { EHLO: '250-hostile\r\n250 AUTH PLAIN\r\n' }],
    ['one that takes the offer back for now', { STARTTLS: '454 Not now\r\n' }],
    ['one that takes the offer back for good', { STARTTLS: '502 Never\r\n' }],
    ['one that agrees and goes on in clear', { STARTTLS: '220 Go\r\n250 AUTH PLAIN\r\n' }],
    ['one that agrees and closes', { STARTTLS: 'close' }],
    ['one that agrees and hangs', { STARTTLS: '220 Go\r\n' }],
    ['one that never answers', { STARTTLS: 'hang' }],
    ['one that knows no EHLO', { EHLO: '502 What?\r\n' }],
  ])('to %s', async (_, tricks) => {
    const end = await attempt(tricks, { security: 'starttls', deadlineMs: 700 });
    expect(end).toMatchObject({ isFinal: false, mayBeDelivered: false });
    const said = server?.lines.join('\n') ?? '';
    expect(said).not.toMatch(/^(AUTH|MAIL|RCPT|DATA)/im);
    expect(said).not.toContain(login.password);
    expect(said).not.toContain(Buffer.from(login.password).toString('base64').slice(0, 12));
  });
});

describe('an attempt ends, and says whether the message may have been delivered', () => {
  const later = { isFinal: false, mayBeDelivered: false };
  const lost = { fault: 'answer_lost', isFinal: false, mayBeDelivered: true };

  it.each<[string, Tricks, object]>([
    ['an endless line as its banner', { banner: { flood: 'x'.repeat(65_536) } }, later],
    ['an endless banner of many lines', { banner: { flood: '220-hello\r\n'.repeat(999) } }, later],
    ['a banner of a byte now and then', { banner: { drip: '2' } }, later],
    ['a list of extensions without an end', { EHLO: { drip: '250-MORE\r\n' } }, later],
    ['silence to the recipient', { RCPT: 'hang' }, later],
    ['a refusal at the door', { banner: '421 Busy\r\n' }, later],
    ['a refusal of the sender for now', { MAIL: '451 Later\r\n' }, later],
    ['a refusal of the recipient for good', { RCPT: '550 No\r\n' }, { ...later, isFinal: true }],
    ['a refusal of the text for now', { DATA: '452 Full\r\n' }, later],
    ['a refusal after the text for now', { end: '451 Later\r\n' }, later],
    ['a refusal after the text for good', { end: '554 Spam\r\n' }, { ...later, isFinal: true }],
    ['a close at the door', { banner: 'close' }, later],
    ['a close instead of asking for the text', { DATA: 'close' }, later],
    ['a close in the middle of the text', { text: 'close' }, lost],
    ['a close after the text', { end: 'close' }, lost],
    ['silence after the text', { end: 'hang' }, lost],
    ['an endless answer to the text', { end: { drip: '250-thanks\r\n' } }, lost],
    ['half an answer to the text', { end: '2' }, lost],
  ])('with %s', async (_, tricks, end) => {
    expect(await attempt(tricks, { deadlineMs: 700 })).toMatchObject(end);
  });

  it('a server that is only slow gets it', async () => {
    const slow = {
      banner: { afterMs: 200, answer: '220-one\r\n220 two\r\n' },
      RCPT: { afterMs: 200, answer: '250 Ok\r\n' },
      end: { afterMs: 200, answer: '250 Taken\r\n' },
    };
    expect(await attempt(slow)).toEqual({ fault: 'delivered' });
  });
});

describe('the queue', () => {
  let desk: TestDesk;

  beforeEach(async () => {
    desk = await startTestDesk({ seed: 'empty' });
  });
  afterEach(async () => {
    await desk.close();
    delete process.env.SMTP_URL;
    delete process.env.MAIL_FROM;
  });

  async function sendAll(tricks: (connection: number) => Tricks, count: number) {
    server = await startHostileMailServer(tricks);
    Object.assign(process.env, { SMTP_URL: server.url, MAIL_FROM: 'desk@example.com' });
    resetEnv();
    const data = { at: '2026-11-30T01:02:03.000Z' };
    await db().transaction(async (tx) => {
      for (let n = 0; n < count; n += 1) {
        await queueMail(tx, { to: `p${n}@desk.example`, kind: 'recovery_codes_created', data });
      }
    });
    for (let round = 0; round < 12; round += 1) {
      await sendDueMail({ prepare: async () => ({}) });
      await db().execute(sql`update mail_messages set not_before = now() where settled_at is null`);
    }
    const rows = await db().select().from(mailMessages);
    const copies = new Map<string, number>();
    for (const id of server.whole) copies.set(id, (copies.get(id) ?? 0) + 1);
    return {
      states: rows.map(({ state }) => state),
      mostCopies: Math.max(...copies.values()),
      // Of those that are sent, each has come.
      sent: copies.size,
    };
  }

  it('goes on whatever happens to some, with two copies of an email at most', async () => {
    const tricks: Tricks[] = [
      { end: 'close' },
      { text: 'close' },
      { banner: '421 Busy\r\n' },
      {},
      { RCPT: '451 Later\r\n' },
      { DATA: 'close' },
      { end: 'close' },
    ];
    const { states, mostCopies } = await sendAll((n) => tricks[n % tricks.length] ?? {}, 20);
    expect(mostCopies).toBeLessThanOrEqual(2);
    const settled = states.filter((state) => state === 'sent' || state === 'unconfirmed');
    expect(settled).toHaveLength(20);
    expect(states).toContain('sent');
  });

  it('with every answer lost, each email is handed over twice and never again', async () => {
    const { states, mostCopies, sent } = await sendAll(() => ({ end: 'close' }), 6);
    expect([new Set(states), mostCopies, sent]).toEqual([new Set(['unconfirmed']), 2, 6]);
    expect(server?.whole).toHaveLength(12);
  });
});
