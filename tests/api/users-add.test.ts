import { asc, desc } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GET, POST } from '@/app/api/users/route';
import type { Problem } from '@/lib/contract/problem';
import type { UsersPage } from '@/lib/contract/users';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents, idempotencyKeys, storedPasswords } from '@/lib/server/db/schema';
import { userList } from '@/lib/server/users/user-list';
import { readStoredPassword } from '@/lib/server/vault/open-secret';
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

const PASSWORD = 'canary-Pa55word-9f3';
const ada = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'Ada@New.Example',
  password: PASSWORD,
  seats: 3,
};

let desk: TestDesk;

beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '300' } });
  desk.sandbox.remotepc.state.addUser({ username: 'old@here.example', allotedComputers: 1 });
});

afterEach(async () => {
  await userList(await findAccount(everyone, 'remotepc')).saved();
  await desk.close();
});

type Options = Parameters<TestDesk['call']>[2];
const add = (json: unknown = ada, options: Options = {}) =>
  desk.call(POST, 'POST /api/users', { as: 'manager', json, ...options });
const read = async (response: Response): Promise<[number, unknown]> => [
  response.status,
  await response.json(),
];
const problemOf = async (response: Response) => (await response.json()) as Problem;
const sent = () => desk.sandbox.remotepc.calls.filter(({ operation }) => operation === 'add');
const effects = () => sent().filter(({ effect }) => effect).length;
const events = async () => {
  const rows = await db().select().from(auditEvents).orderBy(asc(auditEvents.sequence));
  return rows.map(({ action, outcome }) => `${action} ${outcome}`);
};

describe('POST /api/users', () => {
  it('adds a user once, between two events, and shows the user in the list', async () => {
    await desk.call(GET, 'GET /api/users');
    expect(await read(await add())).toEqual([201, { username: 'ada@new.example' }]);
    expect(sent().map(({ body }) => body)).toEqual([
      {
        firstName: 'Ada',
        lastName: 'Lovelace',
        invitedUserEmailId: 'ada@new.example',
        password: PASSWORD,
        allotedComputers: 3,
        sendEmailToUser: false,
      },
    ]);
    expect(await events()).toEqual(['user.add_requested unknown', 'user.added success']);
    const page = (await (await desk.call(GET, 'GET /api/users')).json()) as UsersPage;
    expect(page.items.map(({ username }) => username)).toEqual([
      'ada@new.example',
      'old@here.example',
    ]);
    expect(await db().select().from(storedPasswords)).toEqual([]);
  });

  it('stores the password encrypted if requested', async () => {
    expect((await add({ ...ada, storePassword: true })).status).toBe(201);
    const [stored] = await db().select().from(storedPasswords);
    expect(stored).toMatchObject({ accountId: 'rpc_sandbox', username: 'ada@new.example' });
    const opened = await readStoredPassword(systemActor('test'), 'rpc_sandbox', 'ada@new.example');
    expect(opened?.secret).toBe(PASSWORD);
    expect(await events()).toEqual([
      'user.add_requested unknown',
      'user.added success',
      'password.stored success',
    ]);
    const page = (await (await desk.call(GET, 'GET /api/users?search=ada')).json()) as UsersPage;
    expect(page.items[0]?.hasStoredPassword).toBe(true);
  });

  it.each([
    [{}, ['firstName', 'lastName', 'email', 'password']],
    [{ ...ada, email: 'ada＠new.example' }, ['email']],
    [{ ...ada, seats: -1 }, ['seats']],
    [{ ...ada, seats: 1.5 }, ['seats']],
    [{ ...ada, seats: '3' }, ['seats']],
    [{ ...ada, notifyUser: 'yes' }, ['notifyUser']],
    [{ ...ada, isAdmin: true }, ['isAdmin']],
    [[], ['']],
    [null, ['']],
  ])('refuses %j with the path of each error and sends nothing', async (input, paths) => {
    const response = await add(input);
    expect(response.status).toBe(400);
    const problem = await problemOf(response);
    expect(problem.errors?.map(({ path }) => path)).toEqual(paths);
    expect(sent()).toEqual([]);
  });

  it.each(['viewer', 'technician'] as const)('refuses a %s and records it', async (as) => {
    const response = await add(ada, { as });
    expect([response.status, (await problemOf(response)).code]).toEqual([403, 'forbidden']);
    expect(desk.sandbox.remotepc.calls).toEqual([]);
    expect(await events()).toEqual(['access.denied denied']);
  });

  it('refuses a call from another site', async () => {
    const response = await add(ada, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect([response.status, (await problemOf(response)).code]).toEqual([403, 'cross_origin']);
    expect(sent()).toEqual([]);
  });

  it('reports at the email field that the address is taken', async () => {
    const response = await add({ ...ada, email: 'old@here.example' });
    expect(response.status).toBe(409);
    expect(await problemOf(response)).toMatchObject({
      code: 'email_exists',
      errors: [{ path: 'email', code: 'EMAIL_EXISTS' }],
      upstream: { name: 'remotepc', status: 400, code: 'EMAIL_EXISTS' },
    });
    expect(await events()).toEqual(['user.add_requested unknown', 'user.add_failed failure']);
  });

  it('recognizes a rejection inside an HTTP 200', async () => {
    desk.sandbox.remotepc.faults.set('add', { httpStatus: 200 });
    const response = await add({ ...ada, email: 'old@here.example' });
    expect(response.status).toBe(409);
    expect((await problemOf(response)).code).toBe('email_exists');
    expect(await events()).toEqual(['user.add_requested unknown', 'user.add_failed failure']);
  });

  it.each([
    [401, 502, 'upstream_unauthorized', 'user.add_failed failure'],
    [403, 502, 'upstream_forbidden', 'user.add_failed failure'],
    [500, 502, 'upstream_unavailable', 'user.add_unconfirmed unknown'],
  ])(
    'treats the code %i inside an HTTP 200 as that status',
    async (inside, status, code, event) => {
      desk.sandbox.remotepc.faults.set('add', { status: inside, httpStatus: 200 });
      const response = await add({ ...ada, email: `inside-${inside}@here.example` });
      expect([response.status, (await problemOf(response)).code]).toEqual([status, code]);
      expect(await events()).toEqual(['user.add_requested unknown', event]);
    },
  );

  it.each([
    ['FIRSTNAME_REQUIRED', 'firstName'],
    ['LASTNAME_REQUIRED', 'lastName'],
    ['EMAILID_REQUIRED', 'email'],
    ['ENTER_VALID_EMAIL', 'email'],
    ['PASSWORD_REQUIRED', 'password'],
    ['INVALID_PASSWORD', 'password'],
  ])('reports the vendor’s %s at %s', async (code, path) => {
    refuseWith(code);
    const response = await add();
    expect(response.status).toBe(422);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ code: 'upstream_rejected', upstream: { code } });
    expect(problem.errors?.map((fault) => fault.path)).toEqual([path]);
  });

  it('shows an undocumented vendor code', async () => {
    refuseWith('SEATS_USED_UP ');
    const problem = await problemOf(await add());
    expect(problem).toMatchObject({
      code: 'upstream_rejected',
      errors: [],
      upstream: { code: 'SEATS_USED_UP' },
    });
    expect(problem.detail).toContain('SEATS_USED_UP');
  });

  it('N70: sends nothing that can’t be recorded', async () => {
    await asOwner('alter table audit_events rename to audit_events_away');
    const response = await add();
    await asOwner('alter table audit_events_away rename to audit_events');
    expect(response.status).toBe(500);
    expect(sent()).toEqual([]);
  });

  it('keeps passwords out of events, responses and the idempotency row', async () => {
    const texts: string[] = [];
    for (const fault of [
      {},
      { resetAfter: true as const },
      { status: 500 },
      { status: 400, body: PASSWORD },
    ]) {
      desk.sandbox.remotepc.faults.set('add', fault);
      const headers = { 'idempotency-key': `key ${texts.length}` };
      texts.push(await (await add({ ...ada, storePassword: true }, { headers })).text());
    }
    const tables = [auditEvents, idempotencyKeys] as const;
    for (const table of tables) texts.push(JSON.stringify(await db().select().from(table)));
    expect(texts.join('\n')).not.toContain(PASSWORD);
  });
});

function refuseWith(description: string): void {
  desk.sandbox.remotepc.faults.set('add', {
    status: 400,
    body: JSON.stringify({
      status: 'BAD_REQUEST',
      code: 400,
      errorsCount: 1,
      errors: [{ description }],
    }),
  });
}

describe('POST /api/users when the response is lost', () => {
  it.each([
    ['reset after the effect', { resetAfter: true as const }],
    ['answered too late', { delayMs: 3_000 }],
    ['cut off', { truncateAt: 10 }],
    ['answered by a gateway’s page', { html: true as const, effect: 'applied' as const }],
    ['answered 500 after the effect', { status: 500, effect: 'applied' as const }],
  ])('finds in the list that the user was added: %s', async (_name, fault) => {
    desk.sandbox.remotepc.faults.set('add', fault);
    expect(await read(await add())).toEqual([
      201,
      { username: 'ada@new.example', confirmedBy: 'list' },
    ]);
    expect(effects()).toBe(1);
    expect(sent()).toHaveLength(1);
    expect(await events()).toEqual(['user.add_requested unknown', 'user.added success']);
  });

  it.each([
    ['reset before the effect', { resetBefore: true as const }, 504, 'upstream_timeout'],
    ['never answered', { delayEffectMs: 3_000 }, 504, 'upstream_timeout'],
    ['answered 500', { status: 500 }, 502, 'upstream_unavailable'],
    ['answered by a page', { status: 200, html: true as const }, 502, 'upstream_malformed'],
  ])('reports an unknown outcome: %s', async (_name, fault, status, code) => {
    desk.sandbox.remotepc.faults.set('add', fault);
    const response = await add();
    const problem = await problemOf(response);
    expect([response.status, problem.code]).toEqual([status, code]);
    expect(problem.detail).toContain('The user may have been added.');
    expect(sent()).toHaveLength(1);
    expect(await events()).toEqual(['user.add_requested unknown', 'user.add_unconfirmed unknown']);
  });

  it('doesn’t mistake an existing user for the one it added', async () => {
    desk.sandbox.remotepc.faults.set('add', { resetBefore: true });
    const response = await add({ ...ada, email: 'old@here.example' });
    expect([response.status, (await problemOf(response)).code]).toEqual([504, 'upstream_timeout']);
  });

  it('reports an unknown outcome if the list can’t be read either', async () => {
    desk.sandbox.remotepc.faults.set('add', { resetAfter: true });
    desk.sandbox.remotepc.faults.set('list', { status: 500 });
    const response = await add();
    expect([response.status, (await problemOf(response)).code]).toEqual([504, 'upstream_timeout']);
    expect(effects()).toBe(1);
  });

  it('sends nothing and says so if the upstream can’t be reached', async () => {
    await desk.sandbox.remotepc.close();
    const response = await add();
    expect([response.status, (await problemOf(response)).code]).toEqual([
      502,
      'upstream_unavailable',
    ]);
    expect(await events()).toEqual(['user.add_requested unknown', 'user.add_failed failure']);
    const [last] = await db().select().from(auditEvents).orderBy(desc(auditEvents.sequence));
    expect(last?.details).toEqual({ code: 'upstream_unavailable' });
  });
});

describe('POST /api/users with an Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'one click' };

  it('returns the first response again without a second call', async () => {
    const first = await read(await add(ada, { headers }));
    const second = await add(ada, { headers });
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await read(second)).toEqual(first);
    expect(sent()).toHaveLength(1);
  });

  it('returns a rejection again, with its status', async () => {
    const taken = { ...ada, email: 'old@here.example' };
    const first = await read(await add(taken, { headers }));
    const second = await add(taken, { headers });
    expect(second.headers.get('content-type')).toContain('application/problem+json');
    expect(await read(second)).toEqual(first);
    expect(first[0]).toBe(409);
    expect(sent()).toHaveLength(1);
  });

  it('refuses another body under the same key', async () => {
    await add(ada, { headers });
    const response = await add({ ...ada, password: 'another one 42' }, { headers });
    expect([response.status, (await problemOf(response)).code]).toEqual([
      422,
      'idempotency_key_reused',
    ]);
    expect(sent()).toHaveLength(1);
  });

  it('keeps the keys of two people apart', async () => {
    await add(ada, { headers });
    const response = await add(ada, { headers, as: 'administrator' });
    expect(response.status).toBe(409);
    expect((await problemOf(response)).code).toBe('email_exists');
  });

  it('refuses the second of two at once', async () => {
    desk.sandbox.remotepc.faults.set('add', { delayMs: 150 });
    const answers = await Promise.all([add(ada, { headers }), add(ada, { headers })]);
    const codes = await Promise.all(
      answers.map(async (answer) => [answer.status, ((await answer.json()) as Problem).code]),
    );
    expect(codes.sort()).toEqual([
      [201, undefined],
      [409, 'request_in_flight'],
    ]);
    expect(sent()).toHaveLength(1);
  });

  it('keeps an unknown outcome and never sends again under its key', async () => {
    desk.sandbox.remotepc.faults.set('add', { delayEffectMs: 3_000 }, { times: 1 });
    expect((await add(ada, { headers })).status).toBe(504);
    expect((await add(ada, { headers })).status).toBe(504);
    expect(sent()).toHaveLength(1);
  });

  it('allows the same call again if nothing was sent', async () => {
    desk.sandbox.remotepc.faults.set('add', { retryAfter: '5' }, { times: 1 });
    expect((await add(ada, { headers })).status).toBe(503);
    forgetUpstreams();
    expect((await add(ada, { headers })).status).toBe(201);
  });

  it('never repeats a call that a crash left without a response', async () => {
    await add(ada, { headers });
    await db().update(idempotencyKeys).set({ status: null, body: null });
    const soon = await add(ada, { headers });
    expect((await problemOf(soon)).code).toBe('request_in_flight');
    await db()
      .update(idempotencyKeys)
      .set({ createdAt: new Date(Date.now() - 3_600_000) });
    const later = await add(ada, { headers });
    expect([later.status, (await problemOf(later)).code]).toEqual([409, 'conflict']);
    expect(sent()).toHaveLength(1);
  });

  it.each(['', 'é', 'a'.repeat(256)])('refuses the key %j', async (key) => {
    const response = await add(ada, { headers: { 'idempotency-key': key } });
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors?.[0]?.path).toBe('Idempotency-Key');
    expect(sent()).toEqual([]);
  });
});
