import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GET as STATUS } from '@/app/api/mail/route';
import { POST as TEST } from '@/app/api/mail/test/route';
import type { MailStatus, MailTest } from '@/lib/contract/mail';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { queueMail } from '@/lib/server/mail/queue';
import { sendDueMail } from '@/lib/server/mail/send-due';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { startMailServer, type MailFate, type MailServer } from '@/tests/support/mail-server';

let desk: TestDesk;
let server: MailServer;
let fates: MailFate[];

beforeEach(async () => {
  fates = [];
  server = await startMailServer({ fates });
  desk = await startTestDesk({
    seed: 'empty',
    env: { SMTP_URL: server.url, MAIL_FROM: 'Desk <desk@example.com>' },
  });
});
afterEach(async () => {
  await server.close();
  await desk.close();
});

const test = async () => {
  const response = await desk.call(TEST, 'POST /api/mail/test');
  return { status: response.status, body: (await response.json()) as MailTest & { code?: string } };
};
const status = async () => (await (await desk.call(STATUS, 'GET /api/mail')).json()) as MailStatus;
const events = () => db().select().from(auditEvents).where(eq(auditEvents.action, 'mail.tested'));

describe('Send a test', () => {
  it('sends one to the admin who pressed it, with an event', async () => {
    expect(await test()).toMatchObject({
      status: 200,
      body: {
        ok: true,
        to: 'administrator@desk.example',
        detail: expect.stringContaining('accepted'),
      },
    });
    expect(server.last()).toMatchObject({
      to: ['administrator@desk.example'],
      subject: 'Test email from Reseller Desk',
    });
    expect(await events()).toMatchObject([
      { outcome: 'success', target: 'administrator@desk.example', details: {} },
    ]);
  });

  it('says in plain English what went wrong', async () => {
    fates.push({ at: 'sender', code: 553 }, { at: 'recipient', code: 550 });
    const where = `127.0.0.1:${server.port}`;
    expect((await test()).body).toEqual({
      ok: false,
      to: 'administrator@desk.example',
      detail: `${where} refused the sender (reply 553). Set MAIL_FROM to an address that this login may send from.`,
    });
    expect((await test()).body.detail).toBe(
      `${where} refused the recipient (reply 550). Check the address, and whether the server may send to other domains.`,
    );
    await server.close();
    expect((await test()).body.detail).toBe(
      `Couldn’t connect to ${where}. Check the host and port in SMTP_URL, and whether a firewall blocks outgoing connections to that port.`,
    );
    expect((await events()).map(({ outcome, details }) => [outcome, details])).toEqual([
      ['failure', { fault: 'sender_refused' }],
      ['failure', { fault: 'recipient_refused' }],
      ['failure', { fault: 'unreachable' }],
    ]);
  });

  it('is for admins only, and 20 times an hour', async () => {
    expect((await desk.call(TEST, 'POST /api/mail/test', { as: 'manager' })).status).toBe(403);
    await db().execute(sql`
      insert into mail_requests (key) select 'test administrator@desk.example' from generate_series(1, 20)`);
    expect((await test()).status).toBe(429);
  });

  it('without settings says which ones are missing', async () => {
    process.env.SMTP_URL = '';
    process.env.MAIL_FROM = '';
    resetEnv();
    expect(await test()).toMatchObject({
      status: 409,
      body: { detail: 'Email isn’t set up. Set SMTP_URL and MAIL_FROM, and restart the server.' },
    });
    expect(await status()).toEqual({ isSet: false });
  });
});

it('the status shows the server without its password, what waits, and the last problem', async () => {
  process.env.SMTP_URL = `smtp://desk:canary-secret@127.0.0.1:${server.port}`;
  resetEnv();
  const at = new Date().toISOString();
  await db().transaction((tx) =>
    queueMail(tx, { to: 'ann@desk.example', kind: 'recovery_codes_created', data: { at } }),
  );
  await sendDueMail({ prepare: async () => ({}) });
  const shown = await status();
  expect(JSON.stringify(shown)).not.toContain('canary');
  expect(shown).toEqual({
    isSet: true,
    server: `127.0.0.1:${server.port}`,
    security: 'none',
    from: 'Desk <desk@example.com>',
    waiting: 1,
    waitingSince: expect.stringMatching(/Z$/),
    failed: 0,
    unconfirmed: 0,
    lastFault: expect.stringContaining('refused the username or password'),
  });
});
