import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/server/db/client';
import { mailMessages } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { queueMail } from '@/lib/server/mail/queue';
import {
  sendDueMail,
  type GivenUp,
  type Prepared,
  type QueuedMail,
} from '@/lib/server/mail/send-due';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { startMailServer, type MailFate, type MailServer } from '@/tests/support/mail-server';

let desk: TestDesk;
let server: MailServer;
let fates: MailFate[];
let givenUp: GivenUp[];

beforeEach(async () => {
  fates = [];
  givenUp = [];
  server = await startMailServer({ fates });
  desk = await startTestDesk({
    seed: 'empty',
    env: {
      SMTP_URL: server.url,
      MAIL_FROM: 'Desk <desk@example.com>',
      APP_URL: 'https://desk.example',
    },
  });
});
afterEach(async () => {
  await server.close();
  await desk.close();
});

const at = '2026-11-30T01:02:03.000Z';
const queue = (to = 'ann@desk.example') =>
  db().transaction((tx) => queueMail(tx, { to, kind: 'recovery_codes_created', data: { at } }));
const send = (prepare: (mail: QueuedMail) => Promise<Prepared> = async () => ({})) =>
  sendDueMail({
    prepare,
    onGivenUp: async (_tx, mail) => {
      givenUp.push(mail);
    },
  });
const rows = () =>
  db()
    .select({
      state: mailMessages.state,
      attempts: mailMessages.attempts,
      doubts: mailMessages.doubts,
      fault: mailMessages.fault,
      data: mailMessages.data,
      isSettled: sql<boolean>`settled_at is not null`,
    })
    .from(mailMessages);
/** The next attempt may begin. */
const passWait = () =>
  db().execute(sql`update mail_messages set not_before = now() - interval '1 s'`);
const passHours = () =>
  db().execute(sql`update mail_messages set give_up_at = now(), not_before = now()`);
const expireLease = () =>
  db().execute(
    sql`update mail_messages set lease_until = now() - interval '1 s' where lease_until is not null`,
  );

const sent = { state: 'sent', fault: null, data: {}, isSettled: true };

it('sends an email once, in text and HTML, and empties its row', async () => {
  const id = await queue();
  await send();
  await send();
  expect(server.received).toHaveLength(1);
  const mail = server.last();
  expect(mail).toMatchObject({
    from: 'desk@example.com',
    to: ['ann@desk.example'],
    subject: 'New recovery codes for your account',
    messageId: `<${id}@desk.example>`,
  });
  expect(mail.text).toContain('Time: 30 Nov 2026, 01:02 UTC');
  expect(mail.text).toContain('Sent by Reseller Desk at https://desk.example.');
  expect(mail.html).toContain('<h1 class="ink"');
  expect(mail.raw).toContain('Auto-Submitted: auto-generated');
  expect(await rows()).toEqual([{ ...sent, attempts: 1, doubts: 0 }]);
});

it('is queued only if the transaction commits', async () => {
  const failing = db().transaction(async (tx) => {
    await queueMail(tx, { to: 'ann@desk.example', kind: 'recovery_codes_created', data: { at } });
    throw new Error('Not today');
  });
  await expect(failing).rejects.toThrow('Not today');
  await send();
  expect(server.received).toEqual([]);
});

it('queues nothing on a server without outgoing email', async () => {
  process.env.SMTP_URL = '';
  process.env.MAIL_FROM = '';
  resetEnv();
  expect(await queue()).toBeNull();
  expect(await rows()).toEqual([]);
});

describe('refused', () => {
  it('for now (4xx), it is sent later', async () => {
    fates.push({ at: 'recipient', code: 450 }, { at: 'data', code: 451 });
    await queue();
    await send();
    expect(await rows()).toMatchObject([{ state: 'pending', attempts: 1, fault: 'try_later' }]);
    await send();
    expect(await rows()).toMatchObject([{ state: 'pending', attempts: 1 }]);
    await passWait();
    await send();
    expect(await rows()).toMatchObject([{ state: 'pending', attempts: 2, fault: 'try_later' }]);
    await passWait();
    await send();
    expect(await rows()).toEqual([{ ...sent, attempts: 3, doubts: 0 }]);
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['sender', 'sender_refused'],
    ['recipient', 'recipient_refused'],
    ['data', 'message_refused'],
  ] as const)('for good (5xx at the %s), it is given up at once', async (place, fault) => {
    fates.push({ at: place, code: 550 });
    await queue();
    await send();
    expect(await rows()).toEqual([
      { state: 'failed', attempts: 1, doubts: 0, fault, data: {}, isSettled: true },
    ]);
    expect(givenUp).toEqual([
      { kind: 'recovery_codes_created', recipient: 'ann@desk.example', fault },
    ]);
  });

  it('a refused one does not hold up the others', async () => {
    fates.push({ at: 'recipient', code: 550 });
    for (const name of ['ann', 'bob', 'cy']) await queue(`${name}@desk.example`);
    await send();
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['failed', 'sent', 'sent']);
  });

  it('after a day of trying, it is given up', async () => {
    fates.push({ at: 'connect', code: 421 }, { at: 'connect', code: 421 });
    await queue();
    await send();
    await passHours();
    await send();
    expect(await rows()).toMatchObject([
      { state: 'failed', attempts: 2, data: {}, isSettled: true },
    ]);
    expect(givenUp).toHaveLength(1);
  });
});

describe('without an answer to the message', () => {
  it('is unconfirmed, and sent once more with the same Message-ID', async () => {
    fates.push({ at: 'data', isCut: true });
    const id = await queue();
    await send();
    expect(await rows()).toMatchObject([
      { state: 'unconfirmed', doubts: 1, fault: 'answer_lost', isSettled: false },
    ]);
    await passWait();
    await send();
    expect(server.received.map(({ messageId }) => messageId)).toEqual([
      `<${id}@desk.example>`,
      `<${id}@desk.example>`,
    ]);
    expect(await rows()).toEqual([{ ...sent, attempts: 2, doubts: 1 }]);
  });

  it('twice, it stays unconfirmed and is never sent again', async () => {
    fates.push({ at: 'data', isCut: true }, { at: 'data', isCut: true });
    await queue();
    await send();
    await passWait();
    await send();
    await passWait();
    await send();
    expect(server.received).toHaveLength(2);
    expect(await rows()).toEqual([
      {
        state: 'unconfirmed',
        attempts: 2,
        doubts: 2,
        fault: 'answer_lost',
        data: {},
        isSettled: true,
      },
    ]);
  });

  it('a refusal after the doubt is kept apart from it', async () => {
    fates.push({ at: 'data', isCut: true }, { at: 'recipient', code: 450 });
    await queue();
    await send();
    await passWait();
    await send();
    expect(await rows()).toMatchObject([{ state: 'unconfirmed', doubts: 1, fault: 'try_later' }]);
  });
});

describe('an attempt that died', () => {
  /** As a process leaves it that is killed while it sends. */
  const die = (hasBegun: boolean) =>
    db().execute(sql`
      update mail_messages set state = 'sending', claim_id = 'clm_dead', attempts = attempts + 1,
        lease_until = now() - interval '1 s', has_begun = ${hasBegun}`);

  it('before the message was handed over is no doubt: none is lost however often', async () => {
    await queue();
    for (let kill = 0; kill < 5; kill += 1) await die(false);
    await send();
    expect(server.received).toHaveLength(1);
    expect(await rows()).toEqual([{ ...sent, attempts: 6, doubts: 0 }]);
  });

  it('while it was handed over counts as unconfirmed', async () => {
    await queue();
    await die(true);
    await send();
    expect(await rows()).toEqual([{ ...sent, attempts: 2, doubts: 1 }]);
  });

  it('whose lease ran out may not send any more: another one has it', async () => {
    await queue();
    await send(async () => {
      await expireLease();
      await sendDueMail({ prepare: async () => ({}) });
      return {};
    });
    expect(server.received).toHaveLength(1);
    expect(await rows()).toEqual([{ ...sent, attempts: 2, doubts: 0 }]);
  });
});

it('two senders at once send each of 40 emails once', async () => {
  for (let n = 0; n < 40; n += 1) await queue(`p${n}@desk.example`);
  await Promise.all([send(), send()]);
  const recipients = server.received.flatMap(({ to }) => to).sort();
  expect(recipients).toEqual(Array.from({ length: 40 }, (_, n) => `p${n}@desk.example`).sort());
  expect((await rows()).every(({ state }) => state === 'sent')).toBe(true);
});

it('a server that is down holds all emails back without trying each', async () => {
  await server.close();
  for (let n = 0; n < 20; n += 1) await queue(`p${n}@desk.example`);
  await send();
  const tried = (await rows()).reduce((sum, { attempts }) => sum + attempts, 0);
  expect(tried).toBeLessThanOrEqual(6);
  expect((await rows()).every(({ state, isSettled }) => state === 'pending' && !isSettled)).toBe(
    true,
  );
});

it('one whose link is void is given up, and one for an unknown address is forgotten', async () => {
  await queue('ann@desk.example');
  await queue('nobody@desk.example');
  await send(async ({ recipient }) =>
    recipient.startsWith('ann') ? 'no_longer_valid' : 'no_such_person',
  );
  expect(server.received).toEqual([]);
  expect(await rows()).toMatchObject([{ state: 'failed', fault: 'no_longer_valid', data: {} }]);
});

it('a kind that only a newer version knows waits for its server', async () => {
  await queue();
  await db().execute(sql`update mail_messages set kind = 'weather_report'`);
  await send();
  expect(server.received).toEqual([]);
  expect(await rows()).toMatchObject([{ state: 'pending', fault: 'internal', data: { at } }]);
});
