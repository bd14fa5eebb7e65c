import { hash } from '@node-rs/argon2';
import { eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { POST as AUTH } from '@/app/api/auth/[...nextauth]/route';
import { GET as OVERVIEW } from '@/app/api/overview/route';
import { hashPassword } from '@/lib/server/auth/passwords';
import { db } from '@/lib/server/db/client';
import { staffMembers, staffSessions } from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { knownToNext } from '@/tests/support/next-headers';
import { nextAuth } from '@/tests/support/operation-setup';

const PASSWORD = 'a long one of the staff';

/** The action that can't be recorded. */
const broken = vi.hoisted(() => ({ action: '' }));
vi.mock('@/lib/server/audit/record', async (importActual) => {
  const actual = await importActual<typeof import('@/lib/server/audit/record')>();
  return {
    ...actual,
    recordEvent: (...given: Parameters<typeof actual.recordEvent>) =>
      given[1].action === broken.action
        ? Promise.reject(new Error('not recorded'))
        : actual.recordEvent(...given),
  };
});

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  await desk.staff('manager');
  await db()
    .update(staffMembers)
    .set({ passwordHash: await hashPassword(PASSWORD) });
});
afterAll(() => desk.close());
beforeEach(() => db().delete(staffSessions));

const params = Promise.resolve({ nextauth: ['callback', 'credentials'] });
const signInRoute: Handler = (request) =>
  knownToNext((known) => AUTH(known, { params }))(request, { params });

/** @returns the session's cookie, or null where there is none */
async function signIn(cookie = '', password = PASSWORD): Promise<string | null> {
  const { path, ...call } = await nextAuth('callback/credentials', { password }, cookie);
  const response = await desk.call(signInRoute, `POST /api/auth/${path}`, call);
  const cookies = response.headers.getSetCookie();
  const session = cookies.find((text) => text.startsWith('reseller-desk.session=ey'));
  return session?.split(';')[0] ?? null;
}

const statusWith = async (cookie: string | null) =>
  (await desk.call(OVERVIEW, 'GET /api/overview', { as: null, headers: { cookie: cookie ?? '' } }))
    .status;

describe('signing in', () => {
  it('renews a password’s hash of a lower cost, for one and for several at once', async () => {
    const old = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await db().update(staffMembers).set({ passwordHash: old });
    const cookies = await Promise.all([signIn(), signIn(), signIn()]);
    for (const cookie of cookies) expect(await statusWith(cookie)).toBe(200);
    const [staff] = await db().select().from(staffMembers);
    expect(staff?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await signIn()).not.toBeNull();
    const [again] = await db().select().from(staffMembers);
    expect(again?.passwordHash).toBe(staff?.passwordHash);
  });

  it('ends the session whose cookie it replaces (N12)', async () => {
    const first = await signIn();
    expect(await statusWith(first)).toBe(200);
    const second = await signIn(first ?? '');
    expect(await statusWith(second)).toBe(200);
    expect(await statusWith(first)).toBe(401);
  });

  it('keeps the person’s sessions in other browsers', async () => {
    const elsewhere = await signIn();
    await signIn();
    expect(await statusWith(elsewhere)).toBe(200);
  });

  it('that is refused ends nothing', async () => {
    const first = await signIn();
    expect(await signIn(first ?? '', 'not this one')).toBeNull();
    expect(await statusWith(first)).toBe(200);
  });

  it('that can’t be recorded creates no session and ends none', async () => {
    const first = await signIn();
    broken.action = 'session.started';
    expect(await signIn(first ?? '')).toBeNull();
    broken.action = '';
    expect(await db().$count(staffSessions)).toBe(1);
    expect(await db().$count(staffSessions, isNull(staffSessions.revokedAt))).toBe(1);
    expect(await statusWith(first)).toBe(200);
  });

  it('opens no session for someone who has just been disabled', async () => {
    const manager = eq(staffMembers.email, 'manager@desk.example');
    await db().update(staffMembers).set({ isDisabled: true }).where(manager);
    expect(await signIn()).toBeNull();
    await db().update(staffMembers).set({ isDisabled: false }).where(manager);
    expect(await db().$count(staffSessions)).toBe(0);
  });
});
