import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as EVENTS } from '@/app/api/activity/route';
import * as auth from '@/app/api/auth/[...nextauth]/route';
import { GET as FACTORS } from '@/app/api/factors/route';
import { DELETE as DISCONNECT, GET as IDENTITY, POST as CONNECT } from '@/app/api/identity/route';
import { POST as PASSWORD } from '@/app/api/password/route';
import { GET as SESSIONS } from '@/app/api/sessions/route';
import { PATCH as CHANGE_STAFF } from '@/app/api/staff/[id]/route';
import { GET as STAFF } from '@/app/api/staff/route';
import { POST as STEP_UP } from '@/app/api/step-up/route';
import type { ActivityPage } from '@/lib/contract/audit';
import type { Factors } from '@/lib/contract/factors';
import type { StaffMember } from '@/lib/contract/staff';
import { hashPassword } from '@/lib/server/auth/passwords';
import { db } from '@/lib/server/db/client';
import {
  apiTokens,
  approvals,
  staffIdentities,
  staffMembers,
  staffSessions,
} from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import type { Handler } from '@/lib/server/http/route';
import { cookieOf, startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { knownToNext } from '@/tests/support/next-headers';
import {
  CLIENT,
  startOpenidProvider,
  type Answer,
  type OpenidProvider,
} from '@/tests/support/openid-provider';

let desk: TestDesk;
let provider: OpenidProvider;

beforeAll(async () => {
  provider = await startOpenidProvider();
  desk = await startTestDesk({
    seed: 'empty',
    env: {
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_ALLOWED_DOMAINS: 'reseller.example',
      OIDC_DEFAULT_ROLE: 'viewer',
      OIDC_ROLE_CLAIM: 'groups',
      OIDC_ROLE_MAP: 'desk-admins=administrator,desk=technician',
      PASSWORD_SIGN_IN: 'on',
    },
  });
});
afterAll(async () => {
  await desk.close();
  await provider.close();
});
beforeEach(async () => {
  await db().delete(staffIdentities);
  await db().delete(staffMembers);
});

const ann = { email: 'ann@reseller.example', email_verified: true, name: 'Ann Archer' };

function ask(method: 'GET' | 'POST', path: string, cookie: string, form?: Record<string, string>) {
  const [route = ''] = path.split('?');
  const handler: Handler = (request) =>
    auth[method](request, { params: Promise.resolve({ nextauth: route.split('/') }) });
  return desk.call(knownToNext(handler), `${method} /api/auth/${path}`, {
    as: null,
    ...(form && { form }),
    headers: { cookie },
  });
}

/** The cookies of a browser after this answer. */
function withCookies(cookie: string, response: Response): string {
  const jar = new Map(
    cookie
      .split('; ')
      .filter(Boolean)
      .map((one) => pair(one)),
  );
  for (const set of response.headers.getSetCookie()) {
    const [name, value] = pair(set.split(';')[0] ?? '');
    if (value === '' || /max-age=0/i.test(set)) jar.delete(name);
    else jar.set(name, value);
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

type Begun = { cookie: string; authorize: URL };

async function begin(before = ''): Promise<Begun> {
  const csrf = await ask('GET', 'csrf', before);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const cookie = withCookies(before, csrf);
  const begun = await ask('POST', 'signin/oidc', cookie, { csrfToken, json: 'true' });
  const { url } = (await begun.json()) as { url: string };
  return { cookie: withCookies(cookie, begun), authorize: new URL(url) };
}

type Ended = { error: string | null; cookie: string; isSignedIn: boolean };

async function end({ cookie, authorize }: Begun, answer: Answer, query?: string): Promise<Ended> {
  const { searchParams } = authorize;
  provider.answerWith({ nonce: searchParams.get('nonce') ?? '', ...answer });
  const back = query ?? `code=c1&state=${searchParams.get('state')}`;
  const response = await ask('GET', `callback/oidc?${back}`, cookie);
  expect(response.status, await response.clone().text()).toBe(302);
  const location = new URL(response.headers.get('location') ?? '', 'http://localhost:3000');
  const after = withCookies(cookie, response);
  const seen = await desk.call(SESSIONS, 'GET /api/sessions', {
    as: null,
    headers: { cookie: after },
  });
  return {
    error: location.searchParams.get('error'),
    cookie: after,
    isSignedIn: seen.status === 200,
  };
}

const signIn = async (answer: Answer, before?: string) => end(await begin(before), answer);

async function team(): Promise<StaffMember[]> {
  const response = await desk.call(STAFF, 'GET /api/staff', { as: 'administrator' });
  return ((await response.json()) as { items: StaffMember[] }).items;
}

async function actions(): Promise<string[]> {
  const response = await desk.call(EVENTS, 'GET /api/activity?limit=5', { as: 'administrator' });
  return ((await response.json()) as ActivityPage).items.map(({ action }) => action);
}

async function restaff(): Promise<void> {
  // The desk remembers whom it has added: they are there again after each clean-up.
  for (const role of ['administrator', 'manager'] as const) {
    const { id, email, sessionId } = await desk.staff(role);
    const row = { id, email, role, name: role, passwordHash: 'never verified' };
    await db().insert(staffMembers).values(row).onConflictDoNothing();
    await db()
      .insert(staffSessions)
      .values({ id: sessionId, staffId: id, expiresAt: sql`now() + interval '1 hour'` })
      .onConflictDoNothing();
  }
}
beforeEach(restaff);

describe('single sign-on', () => {
  it('asks the provider with PKCE, state and nonce, and comes back to its own address only', async () => {
    const { authorize } = await begin();
    expect(authorize.origin).toBe(provider.issuer);
    expect(Object.fromEntries(authorize.searchParams)).toEqual({
      client_id: 'desk',
      scope: 'openid email profile',
      response_type: 'code',
      redirect_uri: 'http://localhost:3000/api/auth/callback/oidc',
      state: expect.stringMatching(/^[\w-]{20,}$/),
      nonce: expect.stringMatching(/^[\w-]{20,}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  it('lets in someone new of an allowed domain, once as a person, then as the same one', async () => {
    const first = await signIn({ claims: ann });
    expect(first).toMatchObject({ error: null, isSignedIn: true });
    expect(provider.tokenCalls.at(-1)?.get('code_verifier')).toMatch(/^[\w-]{43,}$/);
    expect(await actions()).toEqual(['session.started', 'identity.person_added']);
    const again = await signIn({ claims: { ...ann, email: 'other@elsewhere.example' } });
    expect(again.isSignedIn).toBe(true);
    const people = (await team()).filter(({ hasSingleSignOn }) => hasSingleSignOn);
    expect(people).toMatchObject([
      { email: 'ann@reseller.example', name: 'Ann Archer', role: 'viewer', hasPassword: false },
    ]);
  });

  it('gives the highest role of the person’s groups, also when they change', async () => {
    const roleAfter = async (groups: unknown) => {
      await signIn({ claims: { ...ann, groups } });
      return (await team()).find(({ email }) => email === ann.email)?.role;
    };
    expect(await roleAfter(['other', 'desk'])).toBe('technician');
    expect(await roleAfter(['desk', 'desk-admins'])).toBe('administrator');
    expect(await roleAfter('desk')).toBe('technician');
    expect(await roleAfter({ desk: true })).toBe('technician');
    expect(await roleAfter(['__proto__', 'constructor'])).toBe('technician');
  });

  it('ends what was granted to the person when their groups give them another role', async () => {
    await signIn({ claims: { ...ann, groups: 'desk' } });
    const id = (await team()).find(({ email }) => email === ann.email)?.id ?? '';
    await db()
      .insert(approvals)
      .values({
        ...{ id: 'apr_1', accountId: 'rpc_sandbox', username: 'ada@corner.example' },
        ...{ askedById: id, askedByEmail: ann.email, isApproved: true, hours: 8 },
        decidedAt: new Date(),
        expiresAt: sql`now() + interval '8 hours'`,
      });
    await signIn({ claims: { ...ann, groups: 'desk' } });
    const grant = async () => (await db().select().from(approvals))[0];
    expect(await grant()).toMatchObject({ endedAt: null });
    await signIn({ claims: { ...ann, groups: 'desk-admins' } });
    expect(await grant()).toMatchObject({ endedAt: expect.any(Date), endedBecause: 'role' });
  });

  it.each([
    ['just now', 0, true],
    ['two minutes ago', -120, false],
    ['in an hour', 3_600, false],
    ['in a thousand years', 31_536_000_000, false],
  ])('counts a sign-in at the provider %s as a confirmation only if it was', async (_, ago, is) => {
    const now = Math.floor(Date.now() / 1_000);
    await signIn({ claims: { ...ann, auth_time: now + ago } });
    const [session] = await db()
      .select()
      .from(staffSessions)
      .where(eq(staffSessions.isSingleSignOn, true));
    expect(session?.steppedUpAt !== null).toBe(is);
  });

  it.each([
    [{ ...ann, email_verified: false }, 'address_not_verified'],
    [{ ...ann, email_verified: 'false' }, 'address_not_verified'],
    [{ name: 'Nobody' }, 'address_not_verified'],
    [{ ...ann, email: 'ann@elsewhere.example' }, 'domain_not_allowed'],
    [{ ...ann, email: 'ann@sub.reseller.example' }, 'domain_not_allowed'],
    [{ ...ann, email: 'ann@reseller.example@elsewhere.example' }, 'address_not_verified'],
    [{ ...ann, email: 'manager@desk.example' }, 'domain_not_allowed'],
  ])('doesn’t let in %j', async (claims, error) => {
    expect(await signIn({ claims })).toMatchObject({ error, isSignedIn: false });
    expect((await team()).filter(({ hasSingleSignOn }) => hasSingleSignOn)).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['for another client', { audience: 'other' }],
    ['with another nonce', { nonce: 'other' }],
    ['that has expired', { expiresIn: -60 }],
    ['that isn’t signed', { signature: 'none' }],
    ['signed with another key', { signature: 'stranger' }],
    ['that the provider refuses', { status: 400 }],
  ])('refuses an ID token %s', async (_, answer) => {
    const ended = await signIn({ claims: ann, ...answer });
    expect(ended).toMatchObject({ error: 'OAuthCallback', isSignedIn: false });
  });

  it('refuses an answer to a question this browser didn’t ask', async () => {
    const begun = await begin();
    const { isSignedIn } = await end(begun, { claims: ann }, 'code=c1&state=forged');
    expect(isSignedIn).toBe(false);
    const { isSignedIn: isElsewhere } = await end({ ...begun, cookie: '' }, { claims: ann });
    expect(isElsewhere).toBe(false);
    const refused = await end(await begin(), {}, 'error=access_denied');
    expect(refused).toMatchObject({ isSignedIn: false });
  });

  it('keeps someone without a role waiting until an administrator lets them in', async () => {
    process.env.OIDC_DEFAULT_ROLE = '';
    resetEnv();
    const waiting = await signIn({ claims: ann });
    expect(waiting).toMatchObject({ error: 'waiting_for_admin', isSignedIn: false });
    const [person] = (await team()).filter(({ waitsForAdmin }) => waitsForAdmin);
    expect(person).toMatchObject({ email: ann.email, isDisabled: true });
    expect(await signIn({ claims: ann })).toMatchObject({ error: 'waiting_for_admin' });
    const id = person?.id ?? '';
    await desk.call(CHANGE_STAFF, `PATCH /api/staff/${id}`, {
      json: { role: 'technician', isDisabled: false },
      params: { id },
    });
    expect(await signIn({ claims: ann })).toMatchObject({ error: null, isSignedIn: true });
    await db().update(staffMembers).set({ isDisabled: true }).where(eq(staffMembers.id, id));
    expect(await signIn({ claims: ann })).toMatchObject({ error: 'access_denied' });
    process.env.OIDC_DEFAULT_ROLE = 'viewer';
    resetEnv();
  });
});

describe('an identity of someone on the team', () => {
  it('isn’t connected by its address, only by the person’s own act after a confirmation', async () => {
    const { id, sessionId } = await desk.staff('manager');
    await db().update(staffMembers).set({ email: ann.email }).where(eq(staffMembers.id, id));
    expect(await signIn({ claims: ann })).toMatchObject({
      error: 'identity_not_connected',
      isSignedIn: false,
    });
    const cookie = await cookieOf({ sessionId });
    // Signed in, but not asked to: the identity stays a stranger.
    expect(await signIn({ claims: ann }, cookie)).toMatchObject({
      error: 'identity_not_connected',
    });
    const connect = () => desk.call(CONNECT, 'POST /api/identity', { as: 'manager' });
    expect((await connect()).status).toBe(403);
    await db()
      .update(staffSessions)
      .set({ steppedUpAt: sql`now()` });
    expect((await connect()).status).toBe(204);
    expect(await signIn({ claims: ann }, cookie)).toMatchObject({ error: null, isSignedIn: true });
    const seen = await desk.call(IDENTITY, 'GET /api/identity', { as: 'manager' });
    expect(await seen.json()).toMatchObject({ connected: { issuer: provider.issuer } });
    // From a browser without a session, it signs in.
    const elsewhere = await signIn({ claims: ann });
    expect(elsewhere).toMatchObject({ error: null, isSignedIn: true });
    expect((await connect()).status).toBe(409);
    // As if this session and a token had begun with single sign-on, which counts as a factor.
    await db().update(staffSessions).set({ isSingleSignOn: true });
    await db()
      .insert(apiTokens)
      .values({
        ...{ id: 'tok_sso', staffId: id, name: 'By single sign-on', hash: 'x', role: 'manager' },
        ...{ isSingleSignOn: true, expiresAt: sql`now() + interval '1 day'` },
      });
    const gone = await desk.call(DISCONNECT, 'DELETE /api/identity', { as: 'manager' });
    expect(gone.status).toBe(204);
    const statusOf = async (headers: Record<string, string>) =>
      (await desk.call(IDENTITY, 'GET /api/identity', { as: null, headers })).status;
    expect(await statusOf({ cookie: elsewhere.cookie })).toBe(401);
    expect(await statusOf({ cookie })).toBe(200);
    const counts = [apiTokens, staffSessions].map((table) =>
      db().$count(table, and(eq(table.staffId, id), eq(table.isSingleSignOn, true))),
    );
    expect(await Promise.all(counts)).toEqual([0, 0]);
    expect(await actions()).toContain('identity.disconnected');
    expect(await signIn({ claims: ann })).toMatchObject({ error: 'identity_not_connected' });
  });

  it('belongs to one person', async () => {
    await signIn({ claims: ann });
    await db()
      .update(staffSessions)
      .set({ steppedUpAt: sql`now()` });
    await desk.call(CONNECT, 'POST /api/identity', { as: 'manager' });
    const cookie = await cookieOf(await desk.staff('manager'));
    expect(await signIn({ claims: ann }, cookie)).toMatchObject({ error: 'identity_taken' });
  });
});

describe('signing out and passwords', () => {
  it('signs out at the provider, too, and comes back', async () => {
    const { cookie } = await signIn({ claims: ann });
    const csrf = await ask('GET', 'csrf', cookie);
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const form = { csrfToken, json: 'true' };
    const out = await ask('POST', 'signout', withCookies(cookie, csrf), form);
    const { url } = (await out.json()) as { url: string };
    expect(url).toBe(
      `${provider.issuer}/end?client_id=desk&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fsign-in`,
    );
    const seen = await desk.call(SESSIONS, 'GET /api/sessions', { as: null, headers: { cookie } });
    expect(seen.status).toBe(401);
  });

  it('with passwords off, no password is compared, except for an hour after a link from the host', async () => {
    process.env.PASSWORD_SIGN_IN = 'off';
    resetEnv();
    const attempt = async () => {
      const csrf = await ask('GET', 'csrf', '');
      const { csrfToken } = (await csrf.json()) as { csrfToken: string };
      const form = { csrfToken, email: 'manager@desk.example', password: 'wrong', json: 'true' };
      const response = await ask('POST', 'callback/credentials', withCookies('', csrf), form);
      const { url } = (await response.json()) as { url: string };
      return new URL(url).searchParams.get('error');
    };
    expect(await attempt()).toBe('password_sign_in_off');
    const { id } = await desk.staff('manager');
    const passwordHash = await hashPassword('a long one of the staff');
    await db().update(staffMembers).set({ passwordHash }).where(eq(staffMembers.id, id));
    const json = { password: 'a long one of the staff' };
    const confirm = async () =>
      (await desk.call(STEP_UP, 'POST /api/step-up', { as: 'manager', json })).status;
    const ways = async () => {
      const response = await desk.call(FACTORS, 'GET /api/factors', { as: 'manager' });
      return ((await response.json()) as Factors).confirmsWith;
    };
    expect([await confirm(), await ways()]).toEqual([403, []]);
    const change = { current: 'a long one of the staff', next: 'another long one, this' };
    const changed = await desk.call(PASSWORD, 'POST /api/password', {
      as: 'manager',
      json: change,
    });
    expect(changed.status).toBe(403);
    await db()
      .update(staffMembers)
      .set({ passwordAllowedUntil: sql`now() + interval '1 hour'` });
    expect([await confirm(), await ways()]).toEqual([204, ['password']]);
    await db()
      .update(staffMembers)
      .set({ passwordAllowedUntil: sql`now() + interval '1 hour'`, passwordHash: null });
    expect(await attempt()).toBe('CredentialsSignin');
    process.env.PASSWORD_SIGN_IN = 'on';
    resetEnv();
  });
});
