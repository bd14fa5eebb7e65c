import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DELETE } from '@/app/api/accounts/[id]/route';
import { POST as ADD } from '@/app/api/accounts/route';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { findAccount, type Account } from '@/lib/server/accounts/accounts';
import { savePolicy } from '@/lib/server/accounts/save-policy';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import {
  accountPolicies,
  batches,
  invitationDrafts,
  storedPasswords,
  upstreamLists,
} from '@/lib/server/db/schema';
import { createBatch, insertBatch } from '@/lib/server/invitations/create-batch';
import { saveDraft } from '@/lib/server/invitations/drafts';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { storePasswords } from '@/lib/server/users/store-passwords';
import { userList } from '@/lib/server/users/user-list';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
let vendor: RemotepcSandbox;

beforeAll(async () => {
  vendor = await startRemotepcSandbox({ seed: 'empty' });
  vendor.state.addUser({ username: 'ann@north.example', password: 'pw' });
  desk = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '5000' } });
});
afterAll(async () => {
  await desk.close();
  await vendor.close();
});

async function connect(): Promise<Account> {
  const { baseUrl: url, credentials: secret } = vendor;
  const json = { upstream: 'remotepc', name: 'North', url, secret };
  const response = await desk.call(ADD, 'POST /api/accounts', { json });
  const { id } = (await response.json()) as { id: string };
  return findAccount(everyone, 'remotepc', id);
}

async function left(id: string): Promise<Record<string, number>> {
  const tables = { accountPolicies, invitationDrafts, storedPasswords, upstreamLists };
  const counts = Object.entries(tables).map(
    async ([name, table]) => [name, await db().$count(table, eq(table.accountId, id))] as const,
  );
  const ofAccount = await db().select().from(batches).where(eq(batches.accountId, id));
  const open = ofAccount.filter(({ finishedAt }) => finishedAt === null).length;
  return { ...Object.fromEntries(await Promise.all(counts)), openBatches: open };
}

const nothing = {
  ...{ accountPolicies: 0, invitationDrafts: 0, storedPasswords: 0, upstreamLists: 0 },
  openBatches: 0,
};

const actor = systemActor('request-1');
const remove = (id: string) =>
  desk.call(DELETE, `DELETE /api/accounts/${id}?confirm=North`, { params: { id } });
const guests = [{ email: 'guest@north.example', seats: 1 }];
const list = { kind: 'text', text: 'guest@north.example' } as const;
const passwords = [{ username: 'ann@north.example', password: 'pw' }];

it('refuses what someone writes who had found the account before', async () => {
  const account = await connect();
  const { id } = account;
  vendor.faults.set('list', { delayMs: 300 });
  const listing = userList(account).read();
  expect((await remove(id)).status).toBe(204);
  await listing;
  await userList(account).saved();
  vendor.faults.clear();
  const policy = await findPolicy(id);
  const manager = { ...actor, id: (await desk.staff('manager')).id };
  for (const write of [
    () => createBatch(actor, id, { rows: guests, holdSeconds: 60 }),
    () => saveDraft(manager, account, list, {}),
    () => storePasswords(actor, account, passwords),
    () => savePolicy(actor, id, { ...policy, approvalMinutes: 7 }),
  ]) {
    await expect(write()).rejects.toMatchObject({ code: 'account_not_found' });
  }
  expect(await left(id)).toEqual(nothing);
});

it('takes along what someone is writing at that moment', async () => {
  const { id } = await connect();
  const removing = await db().transaction(async (tx) => {
    const batch = { accountId: id, name: null, parentId: null, holdSeconds: 60, rows: guests };
    await insertBatch(tx, actor, batch);
    const under = remove(id);
    const isWaiting = sql`select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    const waiting = async () => (await db().execute<{ count: number }>(isWaiting)).rows[0]?.count;
    await expect.poll(waiting, { timeout: 5_000 }).toBe(1);
    return [under];
  });
  expect((await removing[0])?.status).toBe(204);
  expect(await left(id)).toEqual(nothing);
});
