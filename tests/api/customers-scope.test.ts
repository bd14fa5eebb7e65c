import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GET as SUGGEST, POST as ACCEPT } from '@/app/api/customers/suggestions/route';
import { GET as HISTORY } from '@/app/api/seats-history/route';
import { PUT as ASSIGN } from '@/app/api/users/customer/route';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { addAccount } from '@/lib/server/accounts/manage-accounts';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { customerUsers, staffMembers } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
let vendors: RemotepcSandbox[] = [];
/** The manager and the technician see only `inside`, the viewer both. */
let inside: string;
let outside: string;
let acme: string;
const { create, find, list } = customerCalls(() => desk);

async function connect(name: string, usernames: string[]): Promise<string> {
  const vendor = await startRemotepcSandbox({ seed: 'empty' });
  vendors.push(vendor);
  for (const username of usernames) vendor.state.addUser({ username, allotedComputers: 3 });
  const account = { name, upstream: 'remotepc', isDefault: false, saveUntested: true } as const;
  const { baseUrl: url, credentials: secret } = vendor;
  return (await addAccount(systemActor('request-1'), { ...account, url, secret })).id;
}

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  outside = await connect('south', ['bob@acme.example', 'dora@secret.example']);
  inside = await connect('north', ['ann@acme.example', 'cleo@north.example']);
  for (const role of ['viewer', 'technician', 'manager'] as const) await desk.staff(role);
  acme = (await create({ name: 'Acme', domains: ['acme.example'] })).id;
  await db()
    .update(staffMembers)
    .set({ accountIds: [inside] })
    .where(inArray(staffMembers.role, ['technician', 'manager']));
});
afterAll(async () => {
  await desk.close();
  for (const vendor of vendors) await vendor.close();
  vendors = [];
});

it('sums count only the accounts that the person may see', async () => {
  expect(await find(acme, 'viewer')).toMatchObject({ users: 2, seats: 6 });
  expect(await find(acme, 'manager')).toMatchObject({ users: 1, seats: 3 });
  expect(await list('', 'technician')).toMatchObject({
    items: [{ name: 'Acme', users: 1, seats: 3 }],
    withoutCustomer: { users: 1, seats: 3 },
  });
});

it('suggestions are of those accounts, and no other domain is accepted', async () => {
  const answer = await desk.call(SUGGEST, 'GET /api/customers/suggestions', { as: 'manager' });
  expect(await answer.json()).toEqual({
    items: [{ domain: 'north.example', name: 'North', users: 1, seats: 3 }],
    total: 1,
  });
  const json = { domains: ['secret.example'] };
  const accepted = await desk.call(ACCEPT, 'POST /api/customers/suggestions', {
    ...{ as: 'manager', json },
  });
  expect(await accepted.json()).toEqual({ created: [], skipped: ['secret.example'] });
});

it('users of other accounts are neither assigned nor in the history of seats', async () => {
  const assign = (json: object, query = '') =>
    desk.call(ASSIGN, `PUT /api/users/customer${query}`, { as: 'manager', json });
  const users = [{ accountId: outside, username: 'dora@secret.example' }];
  expect((await assign({ users, customerId: acme })).status).toBe(404);
  expect((await assign({ filter: {}, customerId: acme }, `?account=${outside}`)).status).toBe(404);
  expect((await assign({ filter: { account: outside }, customerId: acme })).status).toBe(404);
  const all = await assign({ filter: {}, customerId: acme }, '?account=all');
  expect(await all.json()).toMatchObject({ changed: 2 });
  expect((await db().select().from(customerUsers)).map(({ accountId }) => accountId)).toEqual([
    ...[inside, inside],
  ]);
  const seats = async (as: 'manager' | 'viewer') => {
    const answer = await desk.call(HISTORY, `GET /api/seats-history?customer=${acme}`, { as });
    return ((await answer.json()) as { points: { users?: number }[] }).points.at(-1)?.users;
  };
  expect(await seats('manager')).toBe(2);
  expect(await seats('viewer')).toBe(3);
});
