import { asc, eq, sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PATCH } from '@/app/api/accounts/[id]/route';
import { POST as ROTATE } from '@/app/api/accounts/[id]/rotate/route';
import { GET as DEVICES } from '@/app/api/devices/route';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { addAccount, forgetPreviousSecrets } from '@/lib/server/accounts/manage-accounts';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { accounts, accountSecrets, auditEvents } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
let vendor: RemoteitSandbox;
let id: string;

beforeEach(async () => {
  vendor = await startRemoteitSandbox();
  desk = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '1000' } });
  const account = await addAccount(systemActor('request-1'), {
    ...{ upstream: 'remoteit', name: 'Mine', url: vendor.graphqlUrl, secret: vendor.accessKey },
    ...{ isDefault: false, saveUntested: false },
  });
  id = account.id;
});
afterEach(async () => {
  await desk.close();
  await vendor.close();
});

const rotate = () => desk.call(ROTATE, `POST /api/accounts/${id}/rotate`, { params: { id } });
const devices = async () => (await desk.call(DEVICES, 'GET /api/devices?refresh=1')).status;

async function said(): Promise<string[]> {
  const rows = await db()
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.accountId, id))
    .orderBy(asc(auditEvents.sequence));
  return rows.map(({ action, outcome }) => `${action} ${outcome}`).slice(1);
}

it('creates a second key, switches to it, and disables and deletes the first', async () => {
  const [first] = vendor.state.accessKeys;
  const response = await rotate();
  expect([response.status, await response.json()]).toEqual([200, { isOldDisabled: true }]);
  expect(first?.isEnabled).toBe(false);
  expect(vendor.state.accessKeys.map(({ isEnabled }) => isEnabled)).toEqual([true]);
  expect(await devices()).toBe(200);
  expect(await said()).toEqual([
    ...['account.key_requested unknown', 'account.key_created success'],
    ...['account.secret_replaced success', 'account.key_disabled success'],
  ]);
  const stored = await db().select().from(accountSecrets).where(eq(accountSecrets.accountId, id));
  expect(stored.map(({ version }) => version)).toEqual([2, 2]);
  const [second] = vendor.state.accessKeys;
  expect(JSON.stringify(await db().select().from(auditEvents))).not.toContain(
    second?.secretAccessKey,
  );
});

it('can be done again and again, although remote.it allows two keys', async () => {
  for (let time = 1; time <= 3; time += 1) {
    const response = await rotate();
    expect([response.status, await response.json()]).toEqual([200, { isOldDisabled: true }]);
  }
  expect(await devices()).toBe(200);
});

it('leaves no key at remote.it that failed its test', async () => {
  const create = vendor.state.createAccessKey.bind(vendor.state);
  vendor.state.createAccessKey = () => {
    const created = create();
    if (created) created.isEnabled = false;
    return created;
  };
  const refused = await rotate();
  expect(await refused.json()).toMatchObject({ code: 'account_refused' });
  expect(vendor.state.accessKeys.map(({ isEnabled }) => isEnabled)).toEqual([true]);
  expect((await said()).at(-1)).toBe('account.key_disabled success');
  vendor.state.createAccessKey = create;
  expect((await rotate()).status).toBe(200);
  expect(await devices()).toBe(200);
});

it('changes nothing if remote.it has two keys already, or doesn’t answer', async () => {
  vendor.state.createAccessKey();
  const full = await rotate();
  expect([full.status, ((await full.json()) as { code: string }).code]).toEqual([
    422,
    'upstream_rejected',
  ]);
  vendor.faults.set('key', { delayMs: 5_000 });
  expect((await rotate()).status).toBe(504);
  vendor.faults.clear();
  expect(await devices()).toBe(200);
  expect((await said()).filter((text) => text.startsWith('account.key_created'))).toEqual([
    'account.key_created failure',
    'account.key_created unknown',
  ]);
  const stored = await db().select().from(accountSecrets).where(eq(accountSecrets.accountId, id));
  expect(stored.map(({ version }) => version)).toEqual([1, 1]);
});

it('uses the new key and says so if the old one couldn’t be disabled', async () => {
  const [first] = vendor.state.accessKeys;
  // remote.it no longer knows the old one by that name.
  const create = vendor.state.createAccessKey.bind(vendor.state);
  vendor.state.createAccessKey = () => {
    const created = create();
    vendor.state.accessKeys = created ? [created] : [];
    return created;
  };
  const response = await rotate();
  expect([response.status, await response.json()]).toEqual([200, { isOldDisabled: false }]);
  expect(first?.isEnabled).toBe(true);
  expect(await devices()).toBe(200);
  expect((await said()).at(-1)).toBe('account.key_disabled failure');
  expect(await versions()).toEqual([2, 1, [1, 2]]);
});

const change = (json: object) =>
  desk.call(PATCH, `PATCH /api/accounts/${id}`, { json, params: { id } });

const versions = async () => {
  const [row] = await db().select().from(accounts).where(eq(accounts.id, id));
  const stored = await db().select().from(accountSecrets).where(eq(accountSecrets.accountId, id));
  const sets = [...new Set(stored.map(({ version }) => version))].sort();
  return [row?.version, row?.previousVersion, sets];
};

it('never disables a key that someone goes back to right after the switch', async () => {
  const owner = new Client(desk.ownerUrl);
  await owner.connect();
  await owner.query(`
    create function go_back() returns trigger language plpgsql as $$ begin
      update accounts set version = 1, previous_version = 2 where id = new.id;
      return null;
    end $$;
    create trigger go_back after update on accounts for each row
      when (old.version = 1 and new.version = 2) execute function go_back()`);
  await owner.end();
  const response = await rotate();
  expect([response.status, await response.json()]).toEqual([200, { isOldDisabled: false }]);
  expect(vendor.state.accessKeys.map(({ isEnabled }) => isEnabled)).toEqual([true, true]);
  expect(await versions()).toEqual([1, 2, [1, 2]]);
  expect(await devices()).toBe(200);
  expect((await said()).at(-1)).toBe('account.key_disabled failure');
});

it('has no way back to the old key while remote.it disables it', async () => {
  const keyCalls = () => vendor.calls.filter(({ operation }) => operation === 'key').length;
  vendor.faults.set('key', { delayMs: 400 });
  const rotating = rotate();
  await expect.poll(keyCalls, { timeout: 5_000 }).toBe(2);
  const back = await change({ usePrevious: true });
  expect(back.status).toBe(409);
  expect(await (await rotating).json()).toEqual({ isOldDisabled: true });
  expect(await versions()).toEqual([2, null, [2]]);
  expect(await devices()).toBe(200);
});

it('leaves no old key in the vault for longer than a day if it was killed on the way', async () => {
  await change({ secret: vendor.accessKey });
  const longAgo = sql`now() - interval '25 hours'`;
  await db().update(accounts).set({ previousVersion: null, replacedAt: longAgo });
  await forgetPreviousSecrets();
  expect(await versions()).toEqual([2, null, [2]]);
  await forgetPreviousSecrets();
  expect(await devices()).toBe(200);
});
