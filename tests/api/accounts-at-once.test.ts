import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as ADOPT } from '@/app/api/accounts/[id]/adopt/route';
import { DELETE, PATCH } from '@/app/api/accounts/[id]/route';
import { GET, POST } from '@/app/api/accounts/route';
import type { AccountItem } from '@/lib/contract/accounts';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { accounts, accountSecrets, auditEvents } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { userList } from '@/lib/server/users/user-list';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
let north: RemotepcSandbox;

beforeAll(async () => {
  north = await startRemotepcSandbox({ seed: 'empty' });
  desk = await startTestDesk({ env: { UPSTREAM_TIMEOUT_MS: '2000' } });
});
afterAll(async () => {
  await desk.close();
  await north.close();
});

async function add(json: object = {}): Promise<string> {
  const { baseUrl: url, credentials: secret } = north;
  const response = await desk.call(POST, 'POST /api/accounts', {
    json: { upstream: 'remotepc', name: 'North', url, secret, ...json },
  });
  expect(response.status, await response.clone().text()).toBe(201);
  return ((await response.json()) as { id: string }).id;
}
const change = (id: string, json: object) =>
  desk.call(PATCH, `PATCH /api/accounts/${id}`, { json, params: { id } });
const remove = (id: string) => desk.call(DELETE, `DELETE /api/accounts/${id}`, { params: { id } });

async function find(id: string): Promise<AccountItem | undefined> {
  const response = await desk.call(GET, 'GET /api/accounts');
  const { items } = (await response.json()) as { items: AccountItem[] };
  return items.find((account) => account.id === id);
}

async function actionsOf(id: string): Promise<string[]> {
  const rows = await db()
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.accountId, id))
    .orderBy(asc(auditEvents.sequence));
  return rows.map(({ action }) => action);
}

/** All of them have read the account, and wait for its row in this order, before one may change it. */
async function atOnce(id: string, ...calls: (() => Promise<Response>)[]): Promise<Response[]> {
  const isWaiting = sql`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  const waiting = async () => (await db().execute<{ count: number }>(isWaiting)).rows[0]?.count;
  const answers = await db().transaction(async (tx) => {
    await tx.select().from(accounts).where(eq(accounts.id, id)).for('update');
    const underWay: Promise<Response>[] = [];
    for (const call of calls) {
      underWay.push(call());
      await expect.poll(waiting, { timeout: 5_000 }).toBe(underWay.length);
    }
    return underWay;
  });
  return Promise.all(answers);
}

describe('two administrators at once', () => {
  const statuses = (responses: Response[]) => responses.map(({ status }) => status).sort();

  it('go back to the previous key once: the second is told', async () => {
    const id = await add();
    await change(id, { secret: north.credentials });
    const back = () => change(id, { usePrevious: true });
    expect(statuses(await atOnce(id, back, back))).toEqual([200, 409]);
    const [row] = await db().select().from(accounts).where(eq(accounts.id, id));
    expect([row?.version, row?.previousVersion]).toEqual([1, 2]);
    await remove(id);
  });

  it('each replace the key: one does, the other is told, and both keys are still there', async () => {
    const id = await add();
    const replace = () => change(id, { secret: north.credentials });
    const answers = await atOnce(id, replace, replace);
    expect(statuses(answers)).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(await refused?.json()).toMatchObject({
      detail:
        'Someone else changed the key of North a moment ago, so nothing was changed. Reload the page and test the connection first.',
    });
    const rows = await db().select().from(accountSecrets).where(eq(accountSecrets.accountId, id));
    expect(rows.map(({ version }) => version).sort()).toEqual([1, 2]);
    await remove(id);
  });

  it('each set another default: one of them is', async () => {
    const adding = ['One', 'Two', 'Three'].map((name) => add({ name, isDefault: true }));
    const ids = await Promise.all(adding);
    const changing = ids.map((id) => change(id, { isDefault: true, secret: north.credentials }));
    expect(statuses(await Promise.all(changing))).toEqual([200, 200, 200]);
    const stored = await db().select().from(accounts).where(eq(accounts.isDefault, true));
    expect(stored).toHaveLength(1);
    for (const id of ids) await remove(id);
  });

  it('move one from the settings once', async () => {
    Object.assign(process.env, {
      REMOTEPC_API_URL: north.baseUrl,
      REMOTEPC_API_KEY: north.credentials.apiKey,
    });
    resetEnv();
    const params = { id: 'rpc_default' };
    const adopt = () => desk.call(ADOPT, 'POST /api/accounts/rpc_default/adopt', { params });
    const answers = await Promise.all([adopt(), adopt(), adopt()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    await remove('rpc_default');
    Object.assign(process.env, { REMOTEPC_API_URL: '', REMOTEPC_API_KEY: '' });
    resetEnv();
  });

  it('delete and rename it: who comes second finds nothing, and nothing is recorded', async () => {
    const id = await add();
    const remover = () => remove(id);
    const renamer = () => change(id, { name: 'Later' });
    const answers = await atOnce(id, remover, renamer);
    expect(answers.map(({ status }) => status)).toEqual([204, 404]);
    expect(await actionsOf(id)).toEqual(['account.added', 'account.deleted']);
  });
});

describe('a list that is asked for while the key is replaced', () => {
  it('is fetched with the key of now, not with the one that was just deleted', async () => {
    const id = await add();
    const read = await findAccount(everyone, 'remotepc', id);
    for (const apiKey of ['second-key', 'third-key']) {
      north.state.apiKey = apiKey;
      expect((await change(id, { secret: { apiKey } })).status).toBe(200);
    }
    expect((await userList(read).refresh()).items).toEqual([]);
    north.state.apiKey = north.credentials.apiKey;
    await remove(id);
  });
});

describe('the default account', () => {
  it('stays when another one is said not to be it', async () => {
    const one = await add({ name: 'One' });
    const other = await add({ name: 'Other', isDefault: true });
    expect((await change(one, { isDefault: false })).status).toBe(200);
    expect(await find(other)).toMatchObject({ isDefault: true });
    expect((await change(other, { isDefault: false })).status).toBe(200);
    expect(await find(one)).toMatchObject({ isDefault: true });
    await remove(one);
    await remove(other);
  });
});
