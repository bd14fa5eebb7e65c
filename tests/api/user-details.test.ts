import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATCH as ANNOTATE } from '@/app/api/users/annotations/route';
import { GET } from '@/app/api/users/[key]/route';
import { GET as LIST } from '@/app/api/users/route';
import type { UserDetails } from '@/lib/contract/user-details';
import type { UsersPage } from '@/lib/contract/users';
import { db } from '@/lib/server/db/client';
import { batches, invitations } from '@/lib/server/db/schema';
import { endRows } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
let keys: ReadonlyMap<string, string>;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  const names = ['ann', 'bob', 'cleo', 'dan', 'eve', 'fay', 'gil'].map(
    (name) => `${name}@north.example`,
  );
  for (const username of [...names, 'alone@south.example', 'me@gmail.com', 'you@gmail.com']) {
    desk.sandbox.remotepc.state.addUser({ username, createdDate: '01-31-2023' });
  }
  const list = (await (await desk.call(LIST, 'GET /api/users')).json()) as UsersPage;
  keys = new Map(list.items.map(({ username, key = '' }) => [username, key]));
  await db()
    .insert(batches)
    .values({
      ...{ id: 'bat_spring', accountId: 'rpc_sandbox', name: 'Spring', requestId: 'req', total: 2 },
      ...{ createdById: 'stf_manager', createdByEmail: 'manager@desk.example' },
    });
  const at = new Date('2026-11-03T10:00:00Z');
  const row = { batchId: 'bat_spring', seats: 0, updatedAt: at };
  await db()
    .insert(invitations)
    .values([
      { ...row, index: 0, email: 'ann@north.example' },
      { ...row, index: 1, email: 'bob@north.example' },
    ]);
  await endRows('bat_spring', ['invited', 'rejected']);
  await db().update(invitations).set({ updatedAt: at });
});
afterAll(() => desk.close());

const ask = (key: string, as: 'viewer' | 'auditor' = 'viewer') =>
  desk.call(GET, 'GET /api/users/x', { as, params: { key } });

async function details(username: string): Promise<UserDetails> {
  const response = await ask(keys.get(username) ?? '');
  expect(response.status).toBe(200);
  return (await response.json()) as UserDetails;
}

it('shows a user by the key that the list gives, with note, tags, invitation and colleagues', async () => {
  const json = { username: 'ann@north.example', note: 'Calls before noon.', tags: ['VIP'] };
  await desk.call(ANNOTATE, 'PATCH /api/users/annotations', { json });
  expect(await details('ann@north.example')).toEqual({
    user: {
      ...{ accountId: 'rpc_sandbox', username: 'ann@north.example', seats: 0, seatsUsed: 0 },
      ...{ isActive: true, createdOn: '2023-01-31', hasStoredPassword: false },
      ...{ storedPassword: 'none', passwordUse: null, key: keys.get('ann@north.example') },
      ...{ tags: ['VIP'], hasNote: true, customer: null },
    },
    note: 'Calls before noon.',
    invitation: {
      ...{ batchId: 'bat_spring', batchName: 'Spring', by: 'manager@desk.example' },
      at: '2026-11-03T10:00:00.000Z',
    },
    sameDomain: {
      domain: 'north.example',
      others: 6,
      users: ['bob', 'cleo', 'dan', 'eve', 'fay'].map((name) => ({
        username: `${name}@north.example`,
        key: keys.get(`${name}@north.example`),
      })),
    },
  });
});

it('shows no invitation that RemotePC rejected, and no colleagues where there can’t be any', async () => {
  expect((await details('bob@north.example')).invitation).toBeNull();
  expect((await details('alone@south.example')).sameDomain).toBeNull();
  expect((await details('me@gmail.com')).sameDomain).toBeNull();
});

it('is 404 for a key that no listed user has', async () => {
  const response = await ask(`usr_${'A'.repeat(22)}`);
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
    404,
    'not_found',
  ]);
  expect((await ask(keys.get('ann@north.example') ?? '', 'auditor')).status).toBe(403);
});

it('keeps the key of a user, and gives others to other addresses', () => {
  expect(new Set(keys.values()).size).toBe(10);
  expect([...keys.values()].every((key) => /^usr_[\w-]{22}$/.test(key))).toBe(true);
});
