import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as MERGE } from '@/app/api/customers/[id]/merge/route';
import { DELETE } from '@/app/api/customers/[id]/route';
import { PUT as ASSIGN } from '@/app/api/users/customer/route';
import { GET as EXPORT } from '@/app/api/users/export/route';
import type { StoredCustomer } from '@/lib/contract/customers';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { auditEvents, customerDevices, customers, customerUsers } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
const { create, change, find, list, assign, users } = customerCalls(() => desk);

const ann = 'ann@north.example';
const bob = 'bob@north.example';
const cleo = 'cleo@south.example';
const eve = 'eve@gmail.com';

let north: string;
let south: string;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  for (const username of [ann, bob, cleo, eve]) {
    desk.sandbox.remotepc.state.addUser({ username, allotedComputers: 2 });
  }
});
beforeEach(async () => {
  for (const table of [customers, customerUsers, customerDevices]) await db().delete(table);
  north = (await create({ name: 'North', domains: ['north.example'] })).id;
  south = (await create({ name: 'South', domains: ['south.example'] })).id;
});
afterAll(() => desk.close());

/** Whose each user is, and why. */
async function owners(query = '') {
  const { items } = await users(query);
  return Object.fromEntries(
    items.map(({ username, customer, isCustomerByHand }) => [
      username,
      customer
        ? `${customer.name}, by ${customer.source}`
        : isCustomerByHand
          ? 'none, by hand'
          : null,
    ]),
  );
}

const names = async (query: string) => (await users(query)).items.map(({ username }) => username);

async function lastEvent(action: string) {
  const { target, accountId, details } = auditEvents;
  const events = await db()
    .select({ target, accountId, details })
    .from(auditEvents)
    .where(eq(auditEvents.action, action))
    .orderBy(asc(auditEvents.sequence));
  return events.at(-1);
}

const remove = (id: string) =>
  desk.call(DELETE, `DELETE /api/customers/${id}`, { as: 'manager', params: { id } });

describe('PUT /api/users/customer', () => {
  it('assigns users by hand, which counts more than their domain', async () => {
    expect(await assign({ usernames: [eve, ann], customerId: south })).toEqual({
      ...{ changed: 2, unchanged: 0, notListed: [], notListedCount: 0 },
    });
    expect(await owners()).toEqual({
      [ann]: 'South, by hand',
      [bob]: 'North, by domain',
      [cleo]: 'South, by domain',
      [eve]: 'South, by hand',
    });
    expect(await find(south)).toMatchObject({ users: 3, seats: 6 });
    expect(await lastEvent('customer.users_assigned')).toEqual({
      ...{ target: 'South', accountId: 'rpc_sandbox' },
      details: { customerId: south, changed: 2, of: 2, items: [ann, eve] },
    });
    // Another domain changes nothing for them; their own did.
    await change(north, { domains: [] });
    expect(await owners()).toMatchObject({ [ann]: 'South, by hand', [bob]: null });
  });

  it('assigns to no customer, and back to what the domain says', async () => {
    await assign({ usernames: [ann], customerId: null });
    expect(await owners()).toMatchObject({ [ann]: 'none, by hand', [bob]: 'North, by domain' });
    expect(await assign({ usernames: [ann, bob], byDomain: true })).toMatchObject({
      ...{ changed: 1, unchanged: 1 },
    });
    expect(await owners()).toMatchObject({ [ann]: 'North, by domain' });
    expect(await db().select().from(customerUsers)).toEqual([]);
    expect(await lastEvent('customer.users_assigned')).toMatchObject({
      details: { customerId: null, byDomain: true, changed: 1, of: 2 },
    });
  });

  it('assigns all that a filter finds, in all accounts if that is asked', async () => {
    const filter = { search: 'north', customer: north };
    expect(await assign({ filter, customerId: south }, '?account=all')).toMatchObject({
      ...{ changed: 2, unchanged: 0 },
    });
    expect(await owners()).toMatchObject({ [ann]: 'South, by hand', [bob]: 'South, by hand' });
    expect(await lastEvent('customer.users_assigned')).toMatchObject({
      details: { filter: { search: 'north', customer: [north] } },
    });
  });

  it('names who isn’t listed, and records nothing if nothing changes', async () => {
    await assign({ usernames: [ann], customerId: south });
    const before = (await db().select().from(auditEvents)).length;
    const list = [{ accountId: 'rpc_sandbox', username: ann }];
    expect(await assign({ users: list, customerId: south })).toMatchObject({
      ...{ changed: 0, unchanged: 1 },
    });
    expect(await assign({ usernames: ['gone@north.example'], customerId: south })).toEqual({
      ...{ changed: 0, unchanged: 0, notListed: ['gone@north.example'], notListedCount: 1 },
    });
    expect((await db().select().from(auditEvents)).length).toBe(before);
  });

  it('splits a customer: some of its users go to a new one, the others stay', async () => {
    const { id } = await create({ name: 'North Labs' });
    await assign({ usernames: [bob], customerId: id });
    expect(await find(id)).toMatchObject({ users: 1 });
    expect(await find(north)).toMatchObject({ users: 1 });
  });

  it.each([
    ['no users', { customerId: null }, 'usernames'],
    ['names and a filter', { usernames: [ann], filter: {}, customerId: null }, 'usernames'],
    ['no customer', { usernames: [ann] }, 'customerId'],
    [
      'a customer and the domain',
      { usernames: [ann], customerId: null, byDomain: true },
      'customerId',
    ],
    ['an unknown filter', { filter: { status: 'asleep' }, customerId: null }, 'filter.status'],
    ['a filter that doesn’t exist', { filter: { seat: 'full' }, customerId: null }, 'filter.seat'],
  ])('refuses %s', async (_, json, path) => {
    const response = await desk.call(ASSIGN, 'PUT /api/users/customer', { json });
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors?.map((error) => error.path)).toEqual([path]);
  });

  it('refuses a customer that doesn’t exist, and people who may not', async () => {
    const call = (customerId: string, as: Role) =>
      desk.call(ASSIGN, 'PUT /api/users/customer', { as, json: { usernames: [ann], customerId } });
    expect((await call('cus_none', 'manager')).status).toBe(404);
    expect((await call(south, 'technician')).status).toBe(403);
    expect(await db().select().from(customerUsers)).toEqual([]);
  });
});

describe('a customer that is gone', () => {
  it('leaves its users to their domain', async () => {
    await assign({ usernames: [ann, eve], customerId: south });
    expect((await remove(south)).status).toBe(204);
    expect(await owners()).toEqual({
      ...{ [ann]: 'North, by domain', [bob]: 'North, by domain', [cleo]: null, [eve]: null },
    });
  });

  it('by a merge leaves everything to the other one', async () => {
    await change(north, { tags: ['VIP', 'Old'], note: 'Pays late.', externalId: '17' });
    await change(south, {
      ...{ tags: ['vip', 'New'], note: 'Calls often.', pricePerSeat: 3, currency: 'EUR' },
    });
    await assign({ usernames: [eve], customerId: north });
    await assign({ usernames: [bob], customerId: null });
    await db()
      .insert(customerDevices)
      .values({ accountId: 'rit_sandbox', itemId: '80:01', customerId: north, assignedBy: 'x' });
    const options = { as: 'manager' as const, params: { id: north }, json: { into: south } };
    const merged = await desk.call(MERGE, `POST /api/customers/${north}/merge`, options);
    expect(merged.status).toBe(200);
    const after = {
      ...{ id: south, name: 'South', version: 3, domains: ['north.example', 'south.example'] },
      ...{ tags: ['vip', 'New', 'Old'], note: 'Calls often.\n\nPays late.', externalId: '17' },
      ...{ pricePerSeat: 3, currency: 'EUR', rules: [], ownFields: [] },
    };
    expect((await merged.json()) as StoredCustomer).toEqual(after);
    expect(await find(south)).toMatchObject({ ...after, users: 3 });
    expect(await db().select().from(customerDevices)).toMatchObject([{ customerId: south }]);
    expect((await list()).items.map(({ name }) => name)).toEqual(['South']);
    expect(await owners()).toEqual({
      [ann]: 'South, by domain',
      [bob]: 'none, by hand',
      [cleo]: 'South, by domain',
      [eve]: 'South, by hand',
    });
    expect(await lastEvent('customer.merged')).toMatchObject({
      target: 'South',
      details: { id: south, from: { id: north, name: 'North', domains: ['north.example'] } },
    });
  });

  it.each([
    ['itself', () => north, 400],
    ['none that exists', () => 'cus_none', 404],
  ])('isn’t gone by a merge into %s', async (_, into, status) => {
    const options = { as: 'manager' as const, params: { id: north }, json: { into: into() } };
    const refused = await desk.call(MERGE, `POST /api/customers/${north}/merge`, options);
    expect(refused.status).toBe(status);
    expect(await find(north)).toMatchObject({ name: 'North', users: 2 });
  });

  it('isn’t gone by a merge that would have too much', async () => {
    await change(north, { tags: Array.from({ length: 15 }, (_, n) => `n${n}`) });
    await change(south, { tags: Array.from({ length: 15 }, (_, n) => `s${n}`) });
    const options = { as: 'manager' as const, params: { id: north }, json: { into: south } };
    const refused = await desk.call(MERGE, `POST /api/customers/${north}/merge`, options);
    expect(refused.status).toBe(409);
    expect(((await refused.json()) as Problem).detail).toBe(
      'Together they have 30 tags, and a customer can have at most 20. Remove some first.',
    );
    expect(await find(north)).toMatchObject({ users: 2 });
  });
});

describe('GET /api/users', () => {
  beforeEach(() => assign({ usernames: [bob], customerId: south }));

  it.each([
    ['a customer', () => north, [ann]],
    ['a customer, by domain and by hand', () => south, [bob, cleo]],
    ['several', () => `${north},${south}`, [ann, bob, cleo]],
    ['none', () => 'none', [eve]],
    ['one or none', () => `none,${north}`, [ann, eve]],
    ['one that doesn’t exist', () => 'cus_none', []],
  ])('finds those of %s', async (_, customer, expected) => {
    expect(await names(`customer=${customer()}`)).toEqual(expected);
  });

  it('has sums of them, and sorts by customer: those without one come last', async () => {
    expect(await users(`customer=${south}`)).toMatchObject({ filtered: { users: 2, seats: 4 } });
    expect(await names('sort=customer')).toEqual([ann, bob, cleo, eve]);
    expect(await names('sort=-customer')).toEqual([bob, cleo, ann, eve]);
  });

  it('writes the customer into a file if its column is asked for', async () => {
    const query = 'columns=customer,seats&sort=customer';
    const file = await desk.call(EXPORT, `GET /api/users/export?${query}`, { as: 'viewer' });
    expect((await file.text()).split('\r\n')).toEqual([
      'E-mail,Customer,Seats',
      `${ann},North,2`,
      `${bob},South,2`,
      `${cleo},South,2`,
      `${eve},,2`,
      '',
    ]);
  });
});

describe('10,000 users', () => {
  it('are assigned in one pass, in under two seconds, with one event', async () => {
    desk.sandbox.remotepc.state.fill(10_000);
    await users('refresh=1');
    const passes = () =>
      db()
        .select({ id: auditEvents.id })
        .from(auditEvents)
        .where(eq(auditEvents.action, 'customer.users_assigned'));
    const before = (await passes()).length;
    const filter = { search: 'fill.example' };
    const startedAt = performance.now();
    expect(await assign({ filter, customerId: south })).toMatchObject({ changed: 10_000 });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect((await passes()).length).toBe(before + 1);
    expect(await find(south)).toMatchObject({ users: 10_001, seats: 10_002 });
    const usernames = (await users('search=fill.example&pageSize=500')).items.map(
      (user) => user.username,
    );
    expect(await assign({ usernames, byDomain: true })).toMatchObject({ changed: 500 });
    expect((await users(`customer=${south}`)).total).toBe(9_501);
    for (const one of [...desk.sandbox.remotepc.state.users.values()]) {
      if (one.username.endsWith('@fill.example')) {
        desk.sandbox.remotepc.state.removeUser(one.username);
      }
    }
    await users('refresh=1');
  });
});
