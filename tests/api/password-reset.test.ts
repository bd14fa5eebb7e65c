import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { POST as ASK } from '@/app/api/password-reset/route';
import { POST as CHANGE } from '@/app/api/password/route';
import { POST as SET_UP } from '@/app/api/set-up/route';
import { POST as NEW_LINK } from '@/app/api/staff/[id]/set-up-link/route';
import type { NewLink } from '@/lib/contract/staff';
import { hashPassword } from '@/lib/server/auth/passwords';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { auditEvents, mailMessages, setUpTokens, staffMembers } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { sendDueMail } from '@/lib/server/mail/send-due';
import { prepareMail } from '@/lib/server/staff/mail-links';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { addTotp } from '@/tests/support/factors';
import { forgetGuesses } from '@/tests/support/guesses';
import { startMailServer, type MailFate, type MailServer } from '@/tests/support/mail-server';
import { signIn } from '@/tests/support/sign-in';

const PASSWORD = 'four winds over Lund 8';
const NEXT = 'seven boats under Lund 9';
const EMAIL = 'manager@desk.example';

let desk: TestDesk;
let server: MailServer;
let fates: MailFate[];

beforeEach(async () => {
  fates = [];
  server = await startMailServer({ fates });
  desk = await startTestDesk({
    seed: 'empty',
    env: { SMTP_URL: server.url, MAIL_FROM: 'desk@example.com' },
  });
  const { id } = await desk.staff('manager');
  const passwordHash = await hashPassword(PASSWORD);
  await db().update(staffMembers).set({ passwordHash }).where(eq(staffMembers.id, id));
});
afterEach(async () => {
  await server.close();
  await desk.close();
});

const ask = (email: string, headers: Record<string, string> = {}) =>
  desk.call(ASK, 'POST /api/password-reset', { as: null, json: { email }, headers });
const send = () => sendDueMail({ prepare: prepareMail });
const tokenIn = (text: string) => /\/set-up\?token=([\w-]{43})/.exec(text)?.[1] ?? '';
const setUp = async (token: string, password = NEXT) =>
  (await desk.call(SET_UP, 'POST /api/set-up', { as: null, json: { token, password } })).status;
const recorded = async (action: string) =>
  db().select().from(auditEvents).where(eq(auditEvents.action, action));
const passWait = () =>
  db().execute(sql`update mail_messages set not_before = now() - interval '1 s'`);

describe('a forgotten password', () => {
  it('is reset with the link in the email, which works once', async () => {
    expect((await ask(EMAIL)).status).toBe(202);
    await send();
    const { to, text, html, subject } = server.last();
    expect(to).toEqual([EMAIL]);
    expect(subject).toBe('Reset your Reseller Desk password');
    expect(text).toContain('Asked from: 203.0.113.7');
    expect(text).toContain('within 45 minutes');
    const token = tokenIn(text);
    expect(html).toContain(`href="http://localhost:3000/set-up?token=${token}"`);
    expect(await setUp(token)).toBe(204);
    expect(await setUp(token, 'and a third one, please')).toBe(410);
    expect(await signIn({ email: EMAIL, password: NEXT })).toMatchObject({ error: null });
    await send();
    expect(server.received.map((mail) => mail.subject).sort()).toEqual([
      'New sign-in to your account',
      'Reset your Reseller Desk password',
      'Your password was reset',
    ]);
  });

  it('leaves two events: who asked isn’t known, who reset it is', async () => {
    await ask(EMAIL);
    await send();
    await setUp(tokenIn(server.last().text));
    expect(await recorded('staff.reset_asked')).toMatchObject([
      { actorId: 'unknown', target: EMAIL, outcome: 'success', ip: '203.0.113.7' },
    ]);
    expect(await recorded('staff.password_reset')).toMatchObject([
      { actorEmail: EMAIL, target: EMAIL, outcome: 'success' },
    ]);
  });

  it('of someone with a second factor still needs it after the reset', async () => {
    await addTotp(desk, 'manager');
    await ask(EMAIL);
    await send();
    await setUp(tokenIn(server.last().text));
    await forgetGuesses();
    expect(await signIn({ email: EMAIL, password: NEXT })).toEqual({
      error: 'second_factor_required',
      cookie: null,
    });
  });

  it('works for 45 minutes', async () => {
    await ask(EMAIL);
    await send();
    const [row] = await db().select().from(setUpTokens);
    const minutes = ((row?.expiresAt.getTime() ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(44);
    expect(minutes).toBeLessThanOrEqual(45);
    await db()
      .update(setUpTokens)
      .set({ expiresAt: sql`now()` });
    expect(await setUp(tokenIn(server.last().text))).toBe(410);
  });

  it('doesn’t void a link that an admin created; using one voids the others', async () => {
    const response = await desk.call(NEW_LINK, 'POST /api/staff/x/set-up-link', {
      params: { id: 'stf_manager' },
    });
    const { setUpUrl } = (await response.json()) as NewLink;
    await ask(EMAIL);
    await send();
    expect(await setUp(tokenIn(setUpUrl ?? ''))).toBe(204);
    expect(await setUp(tokenIn(server.last().text))).toBe(410);
  });

  it('has the public URL in its link, whatever the Host header says', async () => {
    await ask(EMAIL, { host: 'evil.example', 'x-forwarded-host': 'evil.example' });
    await send();
    expect(server.last().raw).not.toContain('evil.example');
    expect(server.last().text).toContain('http://localhost:3000/set-up?token=');
  });

  it('has the same link in each attempt, and it stands in no row', async () => {
    fates.push({ at: 'data', isCut: true });
    await ask(EMAIL);
    await send();
    const first = tokenIn(server.last().text);
    const { rows } = await db().execute(sql`
      select (select jsonb_agg(to_jsonb(m)) from mail_messages m)::text
        || (select jsonb_agg(to_jsonb(t)) from set_up_tokens t)::text
        || (select jsonb_agg(to_jsonb(e)) from audit_events e)::text as everything`);
    expect(rows[0]?.everything).toContain('unconfirmed');
    expect(rows[0]?.everything).not.toContain(first);
    await passWait();
    await send();
    expect(server.received).toHaveLength(2);
    expect(tokenIn(server.last().text)).toBe(first);
    expect(await setUp(first)).toBe(204);
    expect(await recorded('staff.reset_asked')).toHaveLength(1);
  });

  it('whose link was used while an attempt waited isn’t sent again', async () => {
    fates.push({ at: 'data', isCut: true });
    await ask(EMAIL);
    await send();
    await setUp(tokenIn(server.last().text));
    await passWait();
    await send();
    const resets = server.received.filter(({ subject }) => subject.startsWith('Reset'));
    expect(resets).toHaveLength(1);
    const [row] = await db()
      .select()
      .from(mailMessages)
      .where(eq(mailMessages.kind, 'reset_requested'));
    expect(row).toMatchObject({ state: 'failed', fault: 'no_longer_valid' });
  });
});

describe('at the same moment', () => {
  const tokens = async () => {
    await ask(EMAIL);
    await ask(EMAIL);
    await send();
    return server.received.map(({ text }) => tokenIn(text)).filter((token) => token !== '');
  };

  it('of two links of one person, one is used and the other is spent', async () => {
    for (let round = 0; round < 4; round += 1) {
      await db().execute(sql`delete from mail_requests`);
      server.received.length = 0;
      const [one = '', other = ''] = await tokens();
      const statuses = await Promise.all([setUp(one), setUp(other, 'and a third one, please')]);
      expect(statuses.sort()).toEqual([204, 410]);
    }
  });

  it('a password that is changed voids the link, or is replaced with it', async () => {
    for (let round = 0; round < 4; round += 1) {
      await db().execute(sql`delete from mail_requests`);
      server.received.length = 0;
      await db()
        .update(staffMembers)
        .set({ passwordHash: await hashPassword(PASSWORD) })
        .where(eq(staffMembers.email, EMAIL));
      const staff = await desk.staff('manager');
      staff.sessionId = await startSession(staff.id, { ip: null, userAgent: null });
      const [token = ''] = await tokens();
      const json = { current: PASSWORD, next: 'and a third one, please' };
      const [changed, reset] = await Promise.all([
        desk.call(CHANGE, 'POST /api/password', { as: 'manager', json }),
        setUp(token),
      ]);
      expect([
        [204, 204],
        [204, 410],
        [401, 204],
        [403, 204],
      ]).toContainEqual([changed.status, reset]);
    }
  });
});

describe('nobody learns who has an account', () => {
  it('an unknown address gets the same answer, no email, and leaves nothing behind', async () => {
    const known = await ask(EMAIL);
    const unknown = await ask('stranger@elsewhere.example');
    expect([unknown.status, await unknown.text()]).toEqual([known.status, await known.text()]);
    await send();
    expect(server.received.map(({ to }) => to[0])).toEqual([EMAIL]);
    expect(await db().$count(mailMessages)).toBe(1);
    expect(await recorded('staff.reset_refused')).toMatchObject([
      { actorId: 'unknown', target: null, outcome: 'denied' },
    ]);
    const { rows } = await db().execute(sql`
      select (select jsonb_agg(to_jsonb(m)) from mail_messages m)::text
        || (select jsonb_agg(to_jsonb(r)) from mail_requests r)::text
        || (select jsonb_agg(to_jsonb(e)) from audit_events e)::text as everything`);
    expect(rows[0]?.everything).not.toContain('stranger');
  });

  it.each([
    ['a disabled person', { isDisabled: true }],
    ['someone invited who has no password yet', { passwordHash: null }],
  ])('%s gets none either', async (_, change) => {
    await db().update(staffMembers).set(change).where(eq(staffMembers.email, EMAIL));
    expect((await ask(EMAIL)).status).toBe(202);
    await send();
    expect(server.received).toEqual([]);
  });

  it('the same statements run for every address, also beyond the limit, so the time is the same', async () => {
    const statements = async (email: string): Promise<[number, string[]]> => {
      const { log, stop } = await listening();
      const { status } = await ask(email);
      stop();
      return [status, log];
    };
    const member = { role: 'viewer', name: 'Someone', passwordHash: 'never verified' } as const;
    await db()
      .insert(staffMembers)
      .values([
        { ...member, id: 'stf_off', email: 'off@desk.example', isDisabled: true },
        { ...member, id: 'stf_new', email: 'new@desk.example', passwordHash: null },
      ]);
    const known = [];
    for (let n = 0; n < 4; n += 1) known.push(await statements(EMAIL));
    expect(known.map(([status]) => status)).toEqual([202, 202, 202, 429]);
    expect(known.every(([, log]) => log.length > 3)).toBe(true);
    for (const email of ['stranger@elsewhere.example', 'off@desk.example', 'new@desk.example']) {
      const others = [];
      // Only a network's first refusal is an event of its own.
      await db().execute(sql`delete from refusal_counts`);
      for (let n = 0; n < 4; n += 1) others.push(await statements(email));
      expect(others).toEqual(known);
    }
  });
});

/** The texts of all statements, without their parameters. */
async function listening() {
  const { Client } = await import('pg');
  const log: string[] = [];
  const original = Client.prototype.query;
  Client.prototype.query = function query(this: unknown, ...given: unknown[]) {
    const [statement] = given;
    const text = typeof statement === 'string' ? statement : (statement as { text: string }).text;
    log.push(text);
    return Reflect.apply(original, this, given);
  } as typeof original;
  return {
    log,
    stop: () => {
      Client.prototype.query = original;
    },
  };
}

describe('limits', () => {
  it('an address gets three an hour, known or not', async () => {
    for (const email of [EMAIL, 'stranger@elsewhere.example']) {
      await db().execute(sql`delete from mail_requests where key like 'reset network%'`);
      const answers = [];
      for (let n = 0; n < 4; n += 1) answers.push((await ask(email)).status);
      expect(answers).toEqual([202, 202, 202, 429]);
    }
    await send();
    expect(server.received).toHaveLength(3);
    expect(await recorded('staff.reset_held')).toMatchObject([{ outcome: 'denied' }]);
  });

  it('at the same time, too', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(EMAIL)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(9);
  });

  it('a network gets 20 an hour, and then the answer says when to try again', async () => {
    for (let n = 0; n < 20; n += 1) expect((await ask(`p${n}@x.example`)).status).toBe(202);
    const held = await ask(EMAIL);
    expect(held.status).toBe(429);
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(3_000);
    expect((await ask(EMAIL, { 'x-forwarded-for': '198.51.100.1' })).status).toBe(202);
    await db().execute(sql`update mail_requests set at = at - interval '61 minutes'`);
    expect((await ask(EMAIL)).status).toBe(202);
  });
});

describe('refuses', () => {
  it('another site', async () => {
    const response = await ask(EMAIL, {
      'sec-fetch-site': 'cross-site',
      origin: 'https://evil.example',
    });
    expect(response.status).toBe(403);
  });

  it('what isn’t an address, before anything is counted', async () => {
    expect((await ask('not an address')).status).toBe(400);
    expect((await db().execute(sql`select from mail_requests`)).rows).toEqual([]);
  });

  it('everything, without outgoing email', async () => {
    process.env.SMTP_URL = '';
    process.env.MAIL_FROM = '';
    resetEnv();
    const response = await ask(EMAIL);
    expect([response.status, await response.json()]).toMatchObject([
      409,
      { code: 'conflict', detail: 'This server doesn’t send reset links. Ask an admin for one.' },
    ]);
  });
});
