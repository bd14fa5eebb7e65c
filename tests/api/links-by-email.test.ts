import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { POST as SET_UP } from '@/app/api/set-up/route';
import { POST as NEW_LINK } from '@/app/api/staff/[id]/set-up-link/route';
import { POST as INVITE } from '@/app/api/staff/route';
import type { NewLink } from '@/lib/contract/staff';
import { hashPassword } from '@/lib/server/auth/passwords';
import { db } from '@/lib/server/db/client';
import { auditEvents, staffMembers } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { sendDueMail } from '@/lib/server/mail/send-due';
import { prepareMail } from '@/lib/server/staff/mail-links';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { startMailServer, type MailServer } from '@/tests/support/mail-server';

const EMAIL = 'manager@desk.example';

let desk: TestDesk;
let server: MailServer;

beforeEach(async () => {
  server = await startMailServer({ fates: [] });
  desk = await startTestDesk({
    seed: 'empty',
    env: { SMTP_URL: server.url, MAIL_FROM: 'desk@example.com' },
  });
  const { id } = await desk.staff('manager');
  const passwordHash = await hashPassword('four winds over Lund 8');
  await db().update(staffMembers).set({ passwordHash }).where(eq(staffMembers.id, id));
});
afterEach(async () => {
  await server.close();
  await desk.close();
});

const send = () => sendDueMail({ prepare: prepareMail });
const tokenIn = (text: string) => /\/set-up\?token=([\w-]{43})/.exec(text)?.[1] ?? '';
const setUp = async (token: string) => {
  const json = { token, password: 'seven boats under Lund 9' };
  return (await desk.call(SET_UP, 'POST /api/set-up', { as: null, json })).status;
};
const recorded = async (action: string) =>
  db().select().from(auditEvents).where(eq(auditEvents.action, action));

describe('links by email from an admin', () => {
  const invite = async (json: object) => {
    const response = await desk.call(INVITE, 'POST /api/staff', {
      json: { email: 'new@desk.example', name: 'New Person', role: 'viewer', ...json },
    });
    return { status: response.status, body: (await response.json()) as NewLink & { id: string } };
  };

  it('an invitation goes to its address alone: the answer has no link; who chose the address is known', async () => {
    const { status, body } = await invite({ sendMail: true });
    expect(status).toBe(201);
    expect(body).toMatchObject({ setUpUrl: null, expiresAt: expect.stringMatching(/Z$/) });
    await send();
    expect(server.last().text).toContain('administrator@desk.example invited you');
    expect(server.last().text).toContain('within 24 hours');
    expect(await setUp(tokenIn(server.last().text))).toBe(204);
    const [person] = await db().select().from(staffMembers).where(eq(staffMembers.id, body.id));
    expect(person).toMatchObject({ invitedByEmail: 'administrator@desk.example' });
  });

  it('an invitation without it shows the link, as before', async () => {
    const { body } = await invite({});
    expect(body.setUpUrl).toMatch(/^http:\/\/localhost:3000\/set-up\?token=[\w-]{43}$/);
    await send();
    expect(server.received).toEqual([]);
  });

  it('a reset goes to the person, and a newer link voids it before it is sent', async () => {
    const renew = (json: object | undefined) =>
      desk.call(NEW_LINK, 'POST /api/staff/x/set-up-link', { params: { id: 'stf_manager' }, json });
    expect(await (await renew({ sendMail: true })).json()).toMatchObject({ setUpUrl: null });
    await send();
    expect(server.last().subject).toBe('Choose a new password for Reseller Desk');
    expect(await recorded('staff.link_mailed')).toMatchObject([
      { target: EMAIL, details: { for: 'reset' } },
    ]);
    await renew({ sendMail: true });
    await renew(undefined);
    await send();
    expect(server.received).toHaveLength(1);
  });

  it('an address gets five an hour, and one person sends so many to all', async () => {
    const renew = () =>
      desk.call(NEW_LINK, 'POST /api/staff/x/set-up-link', {
        ...{ params: { id: 'stf_manager' }, json: { sendMail: true } },
      });
    for (let n = 0; n < 5; n += 1) expect((await renew()).status).toBe(201);
    const held = await renew();
    expect([held.status, Number(held.headers.get('retry-after')) > 3_000]).toEqual([429, true]);
    for (let n = 5; n < 50; n += 1) {
      const { status } = await invite({ email: `p${n}@desk.example`, sendMail: true });
      expect(status).toBe(201);
    }
    expect((await invite({ email: 'p50@desk.example', sendMail: true })).status).toBe(429);
    const added = eq(staffMembers.email, 'p50@desk.example');
    expect(await db().$count(staffMembers, added)).toBe(0);
    expect((await invite({ email: 'p50@desk.example' })).status).toBe(201);
  });

  it('without outgoing email it is refused and no one is added', async () => {
    process.env.SMTP_URL = '';
    process.env.MAIL_FROM = '';
    resetEnv();
    expect((await invite({ sendMail: true })).status).toBe(409);
    expect(await db().$count(staffMembers, eq(staffMembers.email, 'new@desk.example'))).toBe(0);
  });
});
