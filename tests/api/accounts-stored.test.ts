import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as ADOPT } from '@/app/api/accounts/[id]/adopt/route';
import { DELETE, PATCH } from '@/app/api/accounts/[id]/route';
import { GET, POST } from '@/app/api/accounts/route';
import { PUT as STORE } from '@/app/api/stored-passwords/route';
import { POST as EXPORT } from '@/app/api/users/export/route';
import { GET as USERS } from '@/app/api/users/route';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import type { AccountItem } from '@/lib/contract/accounts';
import type { Problem } from '@/lib/contract/problem';
import type { UsersPage } from '@/lib/contract/users';
import { forgetPreviousSecrets } from '@/lib/server/accounts/manage-accounts';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { accounts, accountSecrets, auditEvents } from '@/lib/server/db/schema';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { pauseBatches } from '@/lib/server/invitations/pause';
import {
  forgetUpstreams,
  startTestDesk,
  type RouteCall,
  type TestDesk,
} from '@/tests/support/call-route';

let desk: TestDesk;
/** A reseller's own RemotePC, with users that the desk's sandbox doesn't have. */
let north: RemotepcSandbox;
let south: RemotepcSandbox;

beforeAll(async () => {
  north = await startRemotepcSandbox({ seed: 'empty' });
  south = await startRemotepcSandbox({ seed: 'empty' });
  north.state.addUser({ username: 'ann@north.example', password: 'pw' });
  north.state.addUser({ username: 'both@shared.example', password: 'pw' });
  south.state.addUser({ username: 'both@shared.example', password: 'pw' });
  desk = await startTestDesk({ env: { UPSTREAM_TIMEOUT_MS: '2000', USERS_FRESH_SECONDS: '0' } });
});
afterAll(async () => {
  await desk.close();
  await north.close();
  await south.close();
});

const accessTo = ({ baseUrl, credentials }: RemotepcSandbox) => ({
  url: baseUrl,
  secret: credentials as { apiKey: string },
});
const wrong = { apiKey: 'canary-wrong-key-55' };

async function add(json: object): Promise<string> {
  const response = await desk.call(POST, 'POST /api/accounts', {
    json: { upstream: 'remotepc', name: 'North', ...json },
  });
  expect(response.status, await response.clone().text()).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

const change = (id: string, json: object, more: RouteCall = {}) =>
  desk.call(PATCH, `PATCH /api/accounts/${id}`, { json, params: { id }, ...more });
const remove = (id: string, query = '') =>
  desk.call(DELETE, `DELETE /api/accounts/${id}${query}`, { params: { id } });

async function list(): Promise<AccountItem[]> {
  const response = await desk.call(GET, 'GET /api/accounts');
  return ((await response.json()) as { items: AccountItem[] }).items;
}
const find = async (id: string) => (await list()).find((account) => account.id === id);

async function usernames(query = ''): Promise<string[]> {
  const response = await desk.call(USERS, `GET /api/users?pageSize=500${query}`);
  const page = (await response.json()) as UsersPage;
  return page.items.map(({ accountId, username }) => `${username} of ${accountId}`);
}

async function actionsOf(id: string): Promise<string[]> {
  const rows = await db()
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.accountId, id))
    .orderBy(asc(auditEvents.sequence));
  return rows.map(({ action }) => action);
}

describe('an account connected here', () => {
  it('is used at once, instead of the sandbox, and its secret is never returned', async () => {
    expect((await usernames())[0]).toMatch(/ of rpc_sandbox$/);
    const id = await add(accessTo(north));
    expect(id).toMatch(/^rpc_/);
    expect(await usernames()).toEqual([
      `ann@north.example of ${id}`,
      `both@shared.example of ${id}`,
    ]);
    const text = JSON.stringify(await list());
    expect(text).not.toContain(north.credentials.apiKey);
    const rows = JSON.stringify(await db().select().from(auditEvents));
    expect(rows).not.toContain(north.credentials.apiKey);
    expect(await find(id)).toMatchObject({
      ...{ name: 'North', isDefault: true, isSandbox: false, source: 'vault', hasSecret: true },
    });
    expect(await find('rpc_sandbox')).toMatchObject({ isDisabled: true, isDefault: false });
    await remove(id);
    expect((await usernames())[0]).toMatch(/ of rpc_sandbox$/);
  });

  it('is refused with the checks if its key is wrong, and nothing is stored', async () => {
    const response = await desk.call(POST, 'POST /api/accounts', {
      json: { upstream: 'remotepc', name: 'Wrong', url: north.baseUrl, secret: wrong },
    });
    expect(response.status).toBe(422);
    const problem = (await response.json()) as Problem;
    expect(problem).toMatchObject({ code: 'account_refused' });
    expect(problem.checks?.find(({ name }) => name === 'credentials')).toMatchObject({ ok: false });
    expect(JSON.stringify(problem)).not.toContain('canary');
    expect(await db().select().from(accounts).where(eq(accounts.name, 'Wrong'))).toEqual([]);
    const id = await add({ name: 'Wrong', url: north.baseUrl, secret: wrong, saveUntested: true });
    expect((await remove(id)).status).toBe(204);
  });

  it.each([
    ['no key', { secret: {} }, 'secret.apiKey'],
    ['a blank in the key', { secret: { apiKey: 'two words' } }, 'secret.apiKey'],
    ['a key of another vendor', { secret: { accessKeyId: 'a' } }, 'secret.apiKey'],
    ['no name', { name: ' ' }, 'name'],
    ['an unencrypted address', { url: 'http://rpc.example/private' }, 'url'],
    ['a query in the address', { url: 'https://rpc.example/private?a=b' }, 'url'],
    ['only invisible characters in the name', { name: '\u200b' }, 'name'],
    ['a password in the address', { url: 'https://me:secret@rpc.example' }, 'url'],
  ])('with %s is an error at its field', async (_, json, path) => {
    const response = await desk.call(POST, 'POST /api/accounts', {
      json: { upstream: 'remotepc', name: 'North', ...accessTo(north), ...json },
    });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as Problem;
    expect(errors?.map((error) => error.path)).toContain(path);
  });

  it('is renamed, disabled, enabled, and made the default', async () => {
    const one = await add({ name: 'One', ...accessTo(north) });
    const other = await add({ name: 'Other', ...accessTo(south) });
    expect((await change(other, { name: 'South', isDefault: true })).status).toBe(200);
    expect(await find(other)).toMatchObject({ name: 'South', isDefault: true });
    expect(await usernames()).toEqual([`both@shared.example of ${other}`]);
    await change(other, { isDisabled: true });
    expect((await usernames())[0]).toBe(`ann@north.example of ${one}`);
    const disabled = await desk.call(USERS, `GET /api/users?account=${other}`);
    expect(disabled.status).toBe(409);
    expect(await disabled.json()).toMatchObject({ code: 'account_disabled' });
    await change(other, { isDisabled: false });
    expect(await usernames(`&account=${other}`)).toEqual([`both@shared.example of ${other}`]);
    await remove(one);
    await remove(other);
  });

  it('resumes the batches that waited for it, once it is enabled or has another key', async () => {
    const id = await add(accessTo(north));
    const rows = [{ email: 'guest@north.example', seats: 1 }];
    const batch = await createBatch(systemActor('request-1'), id, { rows, holdSeconds: 0 });
    for (const json of [{ isDisabled: false }, { secret: north.credentials }]) {
      await pauseBatches({ accountId: id }, 'no_account');
      expect(await findBatch(everyone, batch.id)).toMatchObject({ status: 'paused' });
      expect((await change(id, json)).status).toBe(200);
      expect(await findBatch(everyone, batch.id)).toMatchObject({ status: 'running' });
    }
    expect((await remove(id, '?confirm=North')).status).toBe(204);
    expect(await findBatch(everyone, batch.id)).toMatchObject({ status: 'cancelled' });
  });

  it('is for administrators only', async () => {
    const json = { upstream: 'remotepc', name: 'North', ...accessTo(north) };
    const added = await desk.call(POST, 'POST /api/accounts', { as: 'manager', json });
    expect(added.status).toBe(403);
    expect((await change('rpc_sandbox', { isDisabled: true }, { as: 'manager' })).status).toBe(403);
  });
});

describe('several accounts', () => {
  it('are one list with account=all: the same address in two accounts is two users', async () => {
    const one = await add({ name: 'One', ...accessTo(north) });
    const other = await add({ name: 'Other', ...accessTo(south) });
    expect((await usernames('&account=all')).sort()).toEqual(
      [
        `ann@north.example of ${one}`,
        `both@shared.example of ${one}`,
        `both@shared.example of ${other}`,
      ].sort(),
    );
    const username = 'both@shared.example';
    await desk.call(STORE, `PUT /api/stored-passwords?account=${other}`, {
      json: { username, password: 'pw' },
    });
    const response = await desk.call(USERS, `GET /api/users?account=all&search=${username}`);
    const page = (await response.json()) as UsersPage;
    expect(page.summary.users).toBe(3);
    const marks = page.items.map(({ accountId, hasStoredPassword }) => [
      accountId,
      hasStoredPassword,
    ]);
    expect(Object.fromEntries(marks)).toEqual({ [one]: false, [other]: true });
    await remove(one);
    await remove(other, '?confirm=Other');
  });

  it('are exported row by row: of the same address, the account that was selected', async () => {
    const one = await add({ name: 'One', ...accessTo(north) });
    const other = await add({ name: 'Other', ...accessTo(south) });
    const both = 'both@shared.example';
    const exported = async (query: string, ...ids: string[]) => {
      const users = ids.map((accountId) => ({ accountId, username: both }));
      const response = await desk.call(EXPORT, `POST /api/users/export${query}`, {
        json: { users },
      });
      const [headings, ...rows] = (await response.text()).trim().split('\r\n');
      expect(headings).toMatch(/,Account$/);
      return rows.map((row) => row.split(',').at(-1));
    };
    expect(await exported('?account=all', other)).toEqual(['Other']);
    expect((await exported('', one, other)).sort()).toEqual(['One', 'Other']);
    expect(await exported('', one)).toEqual(['One']);
    for (const json of [{}, { usernames: [both], users: [{ accountId: one, username: both }] }]) {
      const refused = await desk.call(EXPORT, 'POST /api/users/export', { json });
      expect(refused.status).toBe(400);
    }
    const gone = await desk.call(EXPORT, 'POST /api/users/export', {
      json: { users: [{ accountId: 'rpc_gone', username: both }] },
    });
    expect(await gone.json()).toMatchObject({ code: 'account_not_found' });
    await remove(one);
    await remove(other);
  });

  it('leave out one that can’t be read, and say so', async () => {
    const one = await add({ name: 'One', ...accessTo(north) });
    const broken = await add({
      name: 'Broken',
      ...accessTo(south),
      secret: wrong,
      saveUntested: true,
    });
    const response = await desk.call(USERS, 'GET /api/users?account=all');
    const page = (await response.json()) as UsersPage;
    expect(page.items.every(({ accountId }) => accountId === one)).toBe(true);
    expect(page.unavailable).toMatchObject([
      { accountId: broken, name: 'Broken', code: 'upstream_unauthorized' },
    ]);
    await remove(one);
    await remove(broken);
  });
});

describe('replacing a key', () => {
  it('keeps the old one until the new one has passed its test, and can be undone', async () => {
    const id = await add(accessTo(north));
    north.state.apiKey = 'second-key-of-north';
    const bad = await change(id, { secret: wrong });
    expect(bad.status).toBe(422);
    expect(await find(id)).toMatchObject({ previousUntil: null });
    expect((await change(id, { secret: { apiKey: 'second-key-of-north' } })).status).toBe(200);
    expect(await usernames()).toContain(`ann@north.example of ${id}`);
    const { previousUntil } = (await find(id)) ?? {};
    expect(Date.parse(previousUntil ?? '') - Date.now()).toBeGreaterThan(23 * 3_600_000);
    north.state.apiKey = north.credentials.apiKey;
    expect((await change(id, { usePrevious: true })).status).toBe(200);
    expect(await usernames()).toContain(`ann@north.example of ${id}`);
    expect(await actionsOf(id)).toEqual([
      ...['account.added', 'account.secret_refused', 'account.secret_replaced'],
      'account.secret_restored',
    ]);
    await remove(id);
  });

  it('has a way back for a day, and then forgets the previous key', async () => {
    const id = await add(accessTo(north));
    await change(id, { secret: north.credentials });
    await forgetPreviousSecrets();
    expect(await find(id)).toMatchObject({ previousUntil: expect.any(String) });
    const longAgo = sql`now() - interval '25 hours'`;
    await db().update(accounts).set({ replacedAt: longAgo }).where(eq(accounts.id, id));
    forgetUpstreams();
    expect(await find(id)).toMatchObject({ previousUntil: null });
    expect((await change(id, { usePrevious: true })).status).toBe(409);
    await forgetPreviousSecrets();
    const rows = await db().select().from(accountSecrets).where(eq(accountSecrets.accountId, id));
    expect(rows.map(({ version }) => version)).toEqual([2]);
    expect(await usernames()).toContain(`ann@north.example of ${id}`);
    await remove(id);
  });

  it('is one step with what else is changed: if one part is refused, nothing is done', async () => {
    const id = await add(accessTo(north));
    const renamed = { name: 'Renamed', isDisabled: true };
    expect((await change(id, { ...renamed, secret: wrong })).status).toBe(422);
    expect((await change(id, { ...renamed, usePrevious: true })).status).toBe(409);
    const both = await change(id, { ...renamed, usePrevious: true, secret: north.credentials });
    expect(both.status).toBe(400);
    expect(((await both.json()) as Problem).errors).toMatchObject([{ path: 'usePrevious' }]);
    expect(await find(id)).toMatchObject({ name: 'North', isDisabled: false });
    expect((await change(id, { ...renamed, secret: north.credentials })).status).toBe(200);
    expect(await find(id)).toMatchObject({ ...renamed, previousUntil: expect.any(String) });
    await remove(id);
  });

  it('stores each version and field for its own place only', async () => {
    const id = await add(accessTo(north));
    await change(id, { secret: north.credentials });
    const rows = await db().select().from(accountSecrets).where(eq(accountSecrets.accountId, id));
    const [first, second] = rows.sort((a, b) => a.version - b.version);
    expect([first?.version, second?.version]).toEqual([1, 2]);
    const { sealed, secretId, keyId } = first!;
    await db()
      .update(accountSecrets)
      .set({ sealed, secretId, keyId })
      .where(eq(accountSecrets.version, 2));
    forgetUpstreams();
    const response = await desk.call(USERS, 'GET /api/users?refresh=1');
    expect(await response.json()).toMatchObject({ code: 'account_refused' });
    expect(await actionsOf(id)).toContain('account.secret_quarantined');
    await remove(id);
  });
});

describe('deleting an account', () => {
  it('asks for its name while it is in use, and says what goes', async () => {
    const id = await add(accessTo(north));
    await desk.call(STORE, `PUT /api/stored-passwords?account=${id}`, {
      json: { username: 'ann@north.example', password: 'pw' },
    });
    const refused = await remove(id);
    expect(refused.status).toBe(409);
    const problem = (await refused.json()) as Problem;
    expect(problem).toMatchObject({ code: 'account_in_use' });
    expect(problem.errors).toContainEqual({
      path: 'storedPasswords',
      code: 'in_use',
      message: '1',
    });
    expect((await remove(id, '?confirm=north')).status).toBe(409);
    expect((await remove(id, '?confirm=North')).status).toBe(204);
    expect((await remove(id)).status).toBe(404);
    expect(await db().select().from(accountSecrets)).toEqual([]);
  });
});

describe('an account from the settings', () => {
  it('can’t be edited, and keeps its id and data when it is moved into the vault', async () => {
    Object.assign(process.env, {
      REMOTEPC_API_URL: north.baseUrl,
      REMOTEPC_API_KEY: north.credentials.apiKey,
    });
    const { resetEnv } = await import('@/lib/server/env');
    resetEnv();
    expect(await find('rpc_default')).toMatchObject({ source: 'settings', isDefault: true });
    expect((await change('rpc_default', { name: 'Mine' })).status).toBe(409);
    expect((await remove('rpc_default')).status).toBe(409);
    const adopted = await desk.call(ADOPT, 'POST /api/accounts/rpc_default/adopt', {
      params: { id: 'rpc_default' },
    });
    expect(adopted.status).toBe(204);
    Object.assign(process.env, { REMOTEPC_API_URL: '', REMOTEPC_API_KEY: '' });
    resetEnv();
    expect(await find('rpc_default')).toMatchObject({ source: 'vault', url: north.baseUrl });
    expect(await usernames()).toContain('ann@north.example of rpc_default');
    expect((await change('rpc_default', { name: 'Mine' })).status).toBe(200);
    await remove('rpc_default');
  });

  it('uses the key it has now after it was deleted and moved again', async () => {
    const { resetEnv } = await import('@/lib/server/env');
    const move = async (apiKey: string) => {
      north.state.apiKey = apiKey;
      Object.assign(process.env, { REMOTEPC_API_URL: north.baseUrl, REMOTEPC_API_KEY: apiKey });
      resetEnv();
      await desk.call(ADOPT, 'POST /api/accounts/rpc_default/adopt', {
        params: { id: 'rpc_default' },
      });
      expect(await usernames('&refresh=1')).toContain('ann@north.example of rpc_default');
      expect((await remove('rpc_default')).status).toBe(204);
    };
    await move('first-key-of-north');
    await move('second-key-of-north');
    north.state.apiKey = north.credentials.apiKey;
    Object.assign(process.env, { REMOTEPC_API_URL: '', REMOTEPC_API_KEY: '' });
    resetEnv();
  });
});

describe('the sandbox', () => {
  it('is off once a real account exists, can be turned on, and is in no sum with real ones', async () => {
    const id = await add(accessTo(north));
    expect((await change('rpc_sandbox', { isDisabled: false })).status).toBe(200);
    expect((await usernames('&account=rpc_sandbox')).length).toBe(240);
    expect(await usernames('&account=all')).toHaveLength(2);
    expect((await change('rpc_sandbox', { isDisabled: true })).status).toBe(200);
    expect((await remove('rpc_sandbox')).status).toBe(409);
    await remove(id);
    await change('rpc_sandbox', { isDisabled: false });
  });
});
