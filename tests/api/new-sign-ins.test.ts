import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DELETE as END_OTHERS, GET as SESSIONS } from '@/app/api/sessions/route';
import { DELETE as END } from '@/app/api/sessions/[id]/route';
import { DELETE as DISMISS } from '@/app/api/sign-in-notices/[id]/route';
import { GET as NOTICES } from '@/app/api/sign-in-notices/route';
import { POST as SET_UP } from '@/app/api/set-up/route';
import { POST as CHANGE_PASSWORD } from '@/app/api/password/route';
import { DELETE as RESET_FACTORS } from '@/app/api/staff/[id]/factors/route';
import type { SessionFacts, SignInNotice } from '@/lib/contract/staff';
import { hostActor } from '@/lib/server/actor';
import { hashPassword } from '@/lib/server/auth/passwords';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { auditEvents, mailMessages, staffMembers, staffSessions } from '@/lib/server/db/schema';
import { resetByEmail } from '@/lib/server/staff/set-up-links';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { addTotp } from '@/tests/support/factors';
import { callSignIn } from '@/tests/support/sign-in';

const PASSWORD = 'four winds over Lund 8';
const EMAIL = 'manager@desk.example';

let desk: TestDesk;

beforeEach(async () => {
  desk = await startTestDesk({
    seed: 'empty',
    // Emails are queued; nothing sends them here.
    env: { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'desk@example.com' },
  });
  const { id } = await desk.staff('manager');
  const passwordHash = await hashPassword(PASSWORD);
  await db().update(staffMembers).set({ passwordHash }).where(eq(staffMembers.id, id));
});
afterEach(() => desk.close());

/** A browser with its cookies: that of the session, and that of a known browser. */
async function signIn(
  known = '',
  ip = '198.51.100.9',
): Promise<{ session: string; known: string }> {
  const form = { email: EMAIL, password: PASSWORD };
  const response = await callSignIn('credentials', form, ip, known);
  const cookies = response.headers.getSetCookie().map((text) => text.split(';')[0] ?? '');
  const find = (start: string) => cookies.find((text) => text.startsWith(start)) ?? '';
  return { session: find('reseller-desk.session='), known: find('reseller-desk.known-') };
}

const as = (session: string) => ({ as: null, headers: { cookie: session } });
async function noticesOf(session: string | null): Promise<SignInNotice[]> {
  const call = session === null ? ({ as: 'manager' } as const) : as(session);
  const response = await desk.call(NOTICES, 'GET /api/sign-in-notices', call);
  return ((await response.json()) as { items: SignInNotice[] }).items;
}
const dismiss = async (session: string | null, id: string) => {
  const call = session === null ? ({ as: 'manager' } as const) : as(session);
  return (
    await desk.call(DISMISS, `DELETE /api/sign-in-notices/${id}`, { ...call, params: { id } })
  ).status;
};
const mails = () =>
  db()
    .select({ kind: mailMessages.kind, recipient: mailMessages.recipient, data: mailMessages.data })
    .from(mailMessages);

describe('a sign-in with a new browser', () => {
  it('is shown in the person’s other sessions and told by email, with browser, time and address', async () => {
    await signIn();
    expect(await noticesOf(null)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        at: expect.stringMatching(/Z$/),
        device: 'Unknown browser',
        place: '198.51.100.9',
        isOver: false,
      },
    ]);
    expect(await mails()).toEqual([
      {
        kind: 'new_sign_in',
        recipient: EMAIL,
        data: { at: expect.any(String), device: 'Unknown browser', place: '198.51.100.9' },
      },
    ]);
  });

  it('is no news the second time, even after the session ended', async () => {
    const { known } = await signIn();
    await db().delete(mailMessages);
    await db()
      .update(staffSessions)
      .set({ noticedAt: sql`now()` });
    await signIn(known, '203.0.113.200');
    expect(await noticesOf(null)).toEqual([]);
    expect(await mails()).toEqual([]);
  });

  it('fills no mailbox, however often someone with the password signs in', async () => {
    for (let n = 0; n < 8; n += 1) await signIn();
    expect(await noticesOf(null)).toHaveLength(8);
    expect(await mails()).toHaveLength(5);
  });

  it('is no news if it is the person’s first ever', async () => {
    await db().delete(staffSessions);
    const { session } = await signIn();
    expect(await noticesOf(session)).toEqual([]);
    expect(await mails()).toEqual([]);
  });

  it('can’t be seen or hidden by the one who signed in', async () => {
    const { session } = await signIn();
    const [notice] = await noticesOf(null);
    expect(await noticesOf(session)).toEqual([]);
    expect(await dismiss(session, notice?.id ?? '')).toBe(404);
    // Nor from another new browser, later.
    const later = await signIn();
    expect(await noticesOf(later.session)).toEqual([]);
    expect(await dismiss(later.session, notice?.id ?? '')).toBe(404);
    expect(await noticesOf(null)).toHaveLength(2);
  });

  it('can’t be hidden by signing in a second time, with the browser that is known now', async () => {
    const first = await signIn();
    const [notice] = await noticesOf(null);
    const again = await signIn(first.known);
    expect(await noticesOf(again.session)).toEqual([]);
    expect(await dismiss(again.session, notice?.id ?? '')).toBe(404);
    // Nor by two new browsers together.
    const other = await signIn();
    const [later] = await noticesOf(first.session);
    expect(await dismiss(first.session, later?.id ?? '')).toBe(204);
    const otherAgain = await signIn(other.known);
    expect(await dismiss(otherAgain.session, notice?.id ?? '')).toBe(404);
    expect(await noticesOf(null)).toMatchObject([{ id: notice?.id }]);
  });

  it('is news again from a browser whose session the person ended, until they dismiss it', async () => {
    const endOwn = (id: string) =>
      desk.call(END, `DELETE /api/sessions/${id}`, { as: 'manager', params: { id } });
    const { known } = await signIn();
    const [notice] = await noticesOf(null);
    expect((await endOwn(notice?.id ?? '')).status).toBe(204);
    expect(await noticesOf(null)).toEqual([]);
    await signIn(known);
    const [again] = await noticesOf(null);
    expect(await mails()).toHaveLength(2);
    expect(await dismiss(null, again?.id ?? '')).toBe(204);
    await signIn(known);
    expect(await noticesOf(null)).toEqual([]);
  });

  it.each(['other sessions are ended', 'the password is reset'])(
    'is news again from a browser that the person hadn’t confirmed when %s',
    async (what) => {
      const { known } = await signIn();
      if (what === 'the password is reset') {
        const { url } = await resetByEmail(hostActor('req-1'), EMAIL);
        const token = new URL(url).searchParams.get('token');
        const json = { token, password: PASSWORD };
        const set = await desk.call(SET_UP, 'POST /api/set-up', { as: null, json });
        expect(set.status).toBe(204);
        const staff = await desk.staff('manager');
        staff.sessionId = await startSession(staff.id, { ip: null, userAgent: null });
      } else await desk.call(END_OTHERS, 'DELETE /api/sessions', { as: 'manager' });
      await signIn(known);
      expect(await noticesOf(null)).toHaveLength(2);
    },
  );

  it('can’t be hidden by ending the session that it is about, or an earlier one, from there', async () => {
    const endOwn = async (session: string, id: string) =>
      (await desk.call(END, `DELETE /api/sessions/${id}`, { ...as(session), params: { id } }))
        .status;
    const { session } = await signIn();
    const [notice] = await noticesOf(null);
    const later = await signIn();
    expect(await endOwn(later.session, notice?.id ?? '')).toBe(204);
    const [own] = await noticesOf(null);
    expect(await endOwn(later.session, own?.id ?? '')).toBe(204);
    expect(await noticesOf(null)).toMatchObject([{ isOver: true }, { isOver: true }]);
    expect((await desk.call(NOTICES, 'GET /api/sign-in-notices', as(session))).status).toBe(401);
  });

  it('is shown until it is dismissed, once and with an event', async () => {
    await signIn();
    const [notice] = await noticesOf(null);
    expect(await dismiss(null, notice?.id ?? '')).toBe(204);
    expect(await dismiss(null, notice?.id ?? '')).toBe(404);
    expect(await noticesOf(null)).toEqual([]);
    const events = await db()
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'session.notice_seen'));
    expect(events).toMatchObject([{ actorEmail: EMAIL, details: { session: notice?.id } }]);
  });

  it('is over once that session is ended from the notice', async () => {
    const { session } = await signIn();
    const id = (await noticesOf(null))[0]?.id ?? '';
    const ended = await desk.call(END, `DELETE /api/sessions/${id}`, {
      as: 'manager',
      params: { id },
    });
    expect(ended.status).toBe(204);
    expect(await noticesOf(null)).toEqual([]);
    expect((await desk.call(NOTICES, 'GET /api/sign-in-notices', as(session))).status).toBe(401);
  });

  it('is still shown after its session expired, as ended', async () => {
    await signIn();
    await db()
      .update(staffSessions)
      .set({ expiresAt: sql`now()` })
      .where(eq(staffSessions.isNewDevice, true));
    expect(await noticesOf(null)).toMatchObject([{ isOver: true }]);
  });

  it('is nobody else’s business', async () => {
    await signIn();
    const response = await desk.call(NOTICES, 'GET /api/sign-in-notices', { as: 'administrator' });
    expect(await response.json()).toEqual({ items: [] });
  });
});

it('sessions are listed with the browser in words and what can be said of the place', async () => {
  await signIn('', '203.0.113.7');
  await signIn('', '10.1.2.3');
  await signIn('', '198.51.100.9');
  const response = await desk.call(SESSIONS, 'GET /api/sessions', { as: 'manager' });
  const { items } = (await response.json()) as { items: SessionFacts[] };
  expect(items.map(({ ip, place, device, isCurrent }) => [ip, place, device, isCurrent])).toEqual([
    ['198.51.100.9', 'internet', 'Unknown browser', false],
    ['10.1.2.3', 'private_network', 'Unknown browser', false],
    ['203.0.113.7', 'this_network', 'Unknown browser', false],
    [null, 'unknown', 'vitest', true],
  ]);
});

describe('people are told by email', () => {
  it('when an admin removed their second factors', async () => {
    await addTotp(desk, 'manager');
    await db().delete(mailMessages);
    const params = { id: 'stf_manager' };
    const reset = await desk.call(RESET_FACTORS, 'DELETE /api/staff/x/factors', { params });
    expect(reset.status).toBe(204);
    expect(await mails()).toEqual([
      {
        kind: 'factors_reset',
        recipient: EMAIL,
        data: { by: 'administrator@desk.example', at: expect.any(String) },
      },
    ]);
  });

  it('when a factor was added', async () => {
    await addTotp(desk, 'manager');
    expect(await mails()).toMatchObject([{ kind: 'factor_added', data: { factor: 'totp' } }]);
  });

  it('when their password was changed', async () => {
    const response = await desk.call(CHANGE_PASSWORD, 'POST /api/password', {
      as: 'manager',
      json: { current: PASSWORD, next: 'seven boats under Lund 9' },
    });
    expect(response.status).toBe(204);
    expect(await mails()).toMatchObject([
      { kind: 'password_changed', recipient: EMAIL, data: { place: '203.0.113.7' } },
    ]);
  });
});
