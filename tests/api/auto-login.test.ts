import { Writable } from 'node:stream';
import { asc, eq, gt, max } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/auto-login/route';
import { PUT } from '@/app/api/stored-passwords/route';
import type { Problem } from '@/lib/contract/problem';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import {
  auditEvents,
  doubtedKeys,
  signInAttempts,
  signInHolds,
  storedPasswords,
} from '@/lib/server/db/schema';
import { userList } from '@/lib/server/users/user-list';
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';
import { knowUsers } from '@/tests/support/know-users';

const PASSWORD = 'canary-Cust0mer-77';
const username = 'ann@south.example';
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let desk: TestDesk;
let logLines: string;
let logEnd: number;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '300' } });
  const { state } = desk.sandbox.remotepc;
  for (const name of [username, 'sus@south.example', 'can@south.example', 'ip@south.example']) {
    state.addUser({ username: name, password: PASSWORD });
  }
  state.suspend('sus@south.example');
  state.cancel('can@south.example');
  state.blockIp('ip@south.example');
});

beforeEach(async () => {
  desk.sandbox.remotepc.faults.clear();
  desk.sandbox.remotepc.calls.length = 0;
  await db().delete(storedPasswords);
  await db().delete(signInAttempts);
  // The audit log only grows; each test looks at what came after this position.
  const [last] = await db()
    .select({ sequence: max(auditEvents.sequence) })
    .from(auditEvents);
  logEnd = last?.sequence ?? 0;
  logLines = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logLines += String(chunk);
      done();
    },
  });
  globalThis.resellerDeskLog = pino({ level: 'debug' }, sink);
  await forgetClicks();
  await userList(await findAccount(everyone, 'remotepc')).saved();
  await knowUsers(desk.sandbox);
});

/** Also breakers and lists. */
async function forgetClicks(): Promise<void> {
  forgetUpstreams();
  await db().delete(signInAttempts);
  await db().delete(signInHolds);
  await db().delete(doubtedKeys);
}

afterAll(async () => {
  await userList(await findAccount(everyone, 'remotepc')).saved();
  await desk.close();
});

type Options = Parameters<TestDesk['call']>[2];
const signIn = (form: Record<string, string>, options: Options = {}) =>
  desk.call(POST, 'POST /api/auto-login', { as: 'technician', form, ...options });
const typed = (name = username) => ({ username: name, password: PASSWORD });
const store = () =>
  desk.call(PUT, 'PUT /api/stored-passwords', {
    as: 'manager',
    json: { username, password: PASSWORD },
  });
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as Problem).code,
];
const calls = () => desk.sandbox.remotepc.calls.map(({ operation }) => operation);
const newEvents = () =>
  db()
    .select()
    .from(auditEvents)
    .where(gt(auditEvents.sequence, logEnd))
    .orderBy(asc(auditEvents.sequence));
const events = async () => (await newEvents()).map(({ action, outcome }) => `${action} ${outcome}`);
const hasStored = async () =>
  (await db().select().from(storedPasswords).where(eq(storedPasswords.username, username)))
    .length === 1;

describe('POST /api/auto-login', () => {
  it('redirects to the upstream’s link with one call, and returns nothing else', async () => {
    await store();
    const response = await signIn({
      username: 'Ann@South.Example',
      reason: 'Ticket',
      ticket: 'T-1',
    });
    expect(response.status).toBe(303);
    const origin = desk.sandbox.remotepc.origin;
    expect(response.headers.get('location')).toMatch(
      new RegExp(`^${origin}/rpcnew/process/autologin/[\\w-]+\\.[\\w-]+\\.[\\w-]+$`),
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await response.text()).toBe('');
    expect(calls()).toEqual(['signin']);
    expect(await events()).toEqual([
      'password.stored success',
      'auto_login.requested unknown',
      'auto_login.opened success',
    ]);
    const event = (await newEvents()).find(({ action }) => action === 'auto_login.requested');
    expect(event).toMatchObject({
      target: username,
      reason: 'Ticket',
      ticket: 'T-1',
      ip: '203.0.113.7',
    });
  });

  it('accepts JSON as well as a form', async () => {
    const response = await desk.call(POST, 'POST /api/auto-login', { json: typed() });
    expect(response.status).toBe(303);
  });

  it('uses a typed password once', async () => {
    expect((await signIn(typed())).status).toBe(303);
    expect(await hasStored()).toBe(false);
  });

  it('stores a typed password after it worked, if the person may store one', async () => {
    const form = { ...typed(), storePassword: 'on' };
    expect(await codeOf(await signIn(form))).toEqual([403, 'forbidden']);
    expect(calls()).toEqual([]);
    const wrong = { ...form, password: 'wrong' };
    expect((await signIn(wrong, { as: 'manager' })).status).toBe(422);
    expect(await hasStored()).toBe(false);
    expect((await signIn(form, { as: 'manager' })).status).toBe(303);
    expect(await hasStored()).toBe(true);
  });

  it('asks for the password if none is stored', async () => {
    expect(await codeOf(await signIn({ username }))).toEqual([409, 'password_required']);
    expect(calls()).toEqual([]);
    expect(await events()).toEqual(['auto_login.requested unknown', 'auto_login.failed failure']);
  });

  it('asks for the password if the stored one can’t be decrypted', async () => {
    await store();
    await db()
      .update(storedPasswords)
      .set({ sealed: Buffer.from('damaged') });
    expect(await codeOf(await signIn({ username }))).toEqual([409, 'password_required']);
    expect(calls()).toEqual([]);
  });

  it.each([
    ['sus@south.example', 409, 'account_suspended'],
    ['can@south.example', 409, 'account_cancelled'],
    ['ip@south.example', 409, 'ip_blocked'],
  ])('reports %s as %i %s', async (name, status, code) => {
    expect(await codeOf(await signIn(typed(name)))).toEqual([status, code]);
    expect(calls()).toEqual(['signin']);
    expect(await events()).toEqual(['auto_login.requested unknown', 'auto_login.failed failure']);
  });

  it.each([
    ['sus@south.example', 409, 'account_suspended'],
    ['can@south.example', 409, 'account_cancelled'],
  ])('recognizes the rejection %s inside an HTTP 200', async (name, status, code) => {
    desk.sandbox.remotepc.faults.set('signin', { httpStatus: 200 });
    expect(await codeOf(await signIn(typed(name)))).toEqual([status, code]);
    expect(calls()).toEqual(['signin']);
    expect(await events()).toEqual(['auto_login.requested unknown', 'auto_login.failed failure']);
  });

  it('treats a rejected sign-in as a wrong password if the key is known to be good', async () => {
    await userList(await findAccount(everyone, 'remotepc')).refresh();
    const response = await signIn({ username, password: 'wrong' });
    const problem = (await response.json()) as Problem;
    expect(response.status).toBe(422);
    expect(problem).toMatchObject({
      code: 'upstream_rejected',
      errors: [{ path: 'password' }],
      upstream: { name: 'remotepc', status: 401, code: 'NOT_AUTHORIZED' },
    });
    expect(calls()).toEqual(['list', 'signin']);
  });

  it('tests the key with the list before it explains a 401', async () => {
    const wrong = { username, password: 'wrong' };
    expect(await codeOf(await signIn(wrong))).toEqual([422, 'upstream_rejected']);
    // Just proven, so it isn't tested again.
    expect(await codeOf(await signIn(wrong))).toEqual([422, 'upstream_rejected']);
    expect(calls()).toEqual(['signin', 'list', 'signin']);
  });

  it.each([
    [401, 502, 'upstream_unauthorized', 'key'],
    [403, 502, 'upstream_forbidden', 'allowlist'],
    [500, 502, 'upstream_unavailable', 'Try again'],
  ])('a 401 with a list that returns %i is reported as %i %s', async (list, status, code, word) => {
    await store();
    desk.sandbox.remotepc.faults.set('signin', { status: 401 });
    desk.sandbox.remotepc.faults.set('list', { status: list });
    const response = await signIn({ username });
    const problem = (await response.json()) as Problem;
    expect([response.status, problem.code]).toEqual([status, code]);
    expect(problem.detail).toContain(word);
    expect(calls().filter((operation) => operation === 'signin')).toEqual(['signin']);
    const [row] = await db().select().from(storedPasswords);
    expect(row?.refusedAt).toBeNull();
  });

  it.each([
    [{ resetBefore: true as const }, 502, 'upstream_unavailable'],
    [{ resetAfter: true as const }, 502, 'upstream_unavailable'],
    [{ delayMs: 2_000 }, 504, 'upstream_timeout'],
    [{ status: 500 }, 502, 'upstream_unavailable'],
    [{ status: 403 }, 502, 'upstream_forbidden'],
    [{ status: 200, html: true as const }, 502, 'upstream_malformed'],
    [{ truncateAt: 30 }, 502, 'upstream_malformed'],
    [{ retryAfter: '9' }, 503, 'upstream_rate_limited'],
  ])('asks once and reports the failure %j as %i %s', async (fault, status, code) => {
    desk.sandbox.remotepc.faults.set('signin', fault);
    expect(await codeOf(await signIn(typed()))).toEqual([status, code]);
    expect(calls()).toEqual(['signin']);
  });

  it.each([
    'https://evil.example/rpcnew/process/autologin/canary-link',
    'http://login.remotepc.com/rpcnew/process/autologin/canary-link',
    'javascript:canary-link',
    '//evil.example/canary-link',
    'https://login.remotepc.com@evil.example/rpcnew/process/autologin/canary-link',
  ])('refuses to redirect to %j, and the link appears nowhere', async (link) => {
    answerWith(link);
    const response = await signIn(typed());
    expect(response.headers.get('location')).toBeNull();
    expect(response.status).toBe(502);
    const seen = [await response.text(), logLines, await dumpEvents()].join('\n');
    expect(seen).toContain('redirect_refused');
    expect(seen).not.toContain('canary-link');
    expect(seen).not.toContain(PASSWORD);
  });

  it.each([
    [''],
    [42],
    [null],
    [['https://login.remotepc.com/rpcnew/process/autologin/canary-link']],
  ])('refuses a link that isn’t a string: %j', async (link) => {
    answerWith(link);
    const response = await signIn(typed());
    expect(response.status).toBe(502);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).not.toContain('canary-link');
  });

  it('keeps password and link out of logs, events and bodies', async () => {
    await store();
    const bodies: string[] = [];
    const links: string[] = [];
    for (const fault of [
      {},
      { status: 500 },
      { status: 401, body: PASSWORD },
      { resetAfter: true as const },
    ]) {
      desk.sandbox.remotepc.faults.set('signin', fault);
      for (const headers of [{}, html]) {
        await forgetClicks();
        const response = await signIn({ username }, { headers });
        links.push(response.headers.get('location') ?? '');
        bodies.push(await response.text());
      }
    }
    const seen = [...bodies, logLines, await dumpEvents()].join('\n');
    expect(links.filter(Boolean)).toHaveLength(2);
    for (const link of links.filter(Boolean)) expect(seen).not.toContain(link.slice(-40));
    expect(seen).not.toContain(PASSWORD);
    expect(logLines).toContain('request failed');
  });

  it('signs in once for a double click', async () => {
    desk.sandbox.remotepc.faults.set('signin', { delayMs: 100 });
    const answers = await Promise.all([signIn(typed()), signIn(typed())]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    // The first one's tab is already open.
    const late = await signIn(typed(), { headers: html });
    expect([late.status, late.headers.get('retry-after')]).toEqual([409, '2']);
    expect(await late.text()).toContain('already open in another tab');
    expect(calls()).toEqual(['signin']);
  });

  it('N70: doesn’t sign in if it can’t be recorded', async () => {
    await asOwner('alter table audit_events rename to audit_events_away');
    const response = await signIn(typed());
    await asOwner('alter table audit_events_away rename to audit_events');
    expect(response.status).toBe(500);
    expect(calls()).toEqual([]);
  });

  it.each([
    [{}, 'username'],
    [{ username: 'no address' }, 'username'],
    [{ username, account: 'A B' }, 'account'],
    [{ username, isAdmin: '1' }, 'isAdmin'],
  ])('refuses the form %j with the path of the error', async (form, path) => {
    const response = await signIn(form);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors?.map((fault) => fault.path)).toEqual([path]);
  });

  it('refuses a viewer, a missing session, another site and another content type', async () => {
    expect(await codeOf(await signIn(typed(), { as: 'viewer' }))).toEqual([403, 'forbidden']);
    expect(await codeOf(await signIn(typed(), { as: null }))).toEqual([401, 'unauthorized']);
    const elsewhere = { headers: { 'sec-fetch-site': 'cross-site' } };
    expect(await codeOf(await signIn(typed(), elsewhere))).toEqual([403, 'cross_origin']);
    const plain = { headers: { 'content-type': 'text/plain' } };
    expect(await codeOf(await signIn(typed(), plain))).toEqual([415, 'unsupported_media_type']);
    expect(calls()).toEqual([]);
  });
});

describe('POST /api/auto-login from a form in a new tab', () => {
  it('answers a failure with a page that has its status and the form again', async () => {
    const response = await signIn({ username }, { as: 'manager', headers: html });
    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toContain(
      `form-action 'self' https://login.remotepc.com ${desk.sandbox.remotepc.origin};`,
    );
    const page = await response.text();
    expect(page).toContain('No password is stored for this user. Enter it to sign in.');
    expect(page).toContain('<form method="post" action="/api/auto-login">');
    expect(page).toContain(`name="username" value="${username}"`);
    expect(page).toContain('name="storePassword"');
    expect(page).toContain(response.headers.get('x-request-id') ?? 'no request id');
  });

  it('offers to store the password only to those who may', async () => {
    const page = await (await signIn({ username }, { headers: html })).text();
    expect(page).not.toContain('storePassword');
  });

  it('returns a page without a form if a password wouldn’t help', async () => {
    const suspended = await signIn(typed('sus@south.example'), { headers: html });
    expect(suspended.status).toBe(409);
    expect(await suspended.text()).not.toContain('<form');
    const stranger = await signIn(typed(), { as: null, headers: html });
    expect([stranger.status, stranger.headers.get('content-type')]).toEqual([
      401,
      'text/html; charset=utf-8',
    ]);
  });

  it('shows the input as text', async () => {
    const name = "o'neil&co@south.example";
    desk.sandbox.remotepc.state.addUser({ username: name, password: PASSWORD });
    const page = await (await signIn({ username: name }, { headers: html })).text();
    expect(page).toContain('value="o&#39;neil&amp;co@south.example"');
    expect(page).not.toContain("o'neil");
  });
});

function answerWith(link: unknown): void {
  desk.sandbox.remotepc.faults.set('signin', {
    body: JSON.stringify({ status: 'OK', code: 200, message: { rpc_redirect_link: link } }),
  });
}

async function dumpEvents(): Promise<string> {
  return JSON.stringify(await newEvents());
}
