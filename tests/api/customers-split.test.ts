import { and, asc, eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as PREVIEW } from '@/app/api/customers/[id]/split/preview/route';
import { POST as SPLIT } from '@/app/api/customers/[id]/split/route';
import type { SplitCustomer } from '@/lib/contract/customers';
import type { Problem } from '@/lib/contract/problem';
import { db } from '@/lib/server/db/client';
import {
  auditEvents,
  customerDevices,
  customers,
  customerUsers,
  staffMembers,
} from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
const { create, change, find, list, assign, users } = customerCalls(() => desk);

const ann = 'ann@acme.example';
const bob = 'bob@acme.example';
const cleo = 'cleo@north.example';
const dan = 'vip.dan@north.example';
const eve = 'eve@gmail.com';
const other = 'oz@other.example';
const key = (username: string) => ({ accountId: 'rpc_sandbox', username });

let acme: string;
let birch: string;
const vips = { of: 'users', kind: 'name', value: 'vip' } as const;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  for (const username of [ann, bob, cleo, dan, eve, other]) {
    desk.sandbox.remotepc.state.addUser({ username, allotedComputers: 2 });
  }
});
beforeEach(async () => {
  for (const table of [customers, customerUsers, customerDevices]) await db().delete(table);
  const domains = ['acme.example', 'north.example'];
  acme = (await create({ name: 'Acme', domains, rules: [vips] })).id;
  birch = (await create({ name: 'Birch', domains: ['birch.example'] })).id;
  await assign({ usernames: [eve], customerId: acme });
});
afterAll(() => desk.close());

const call = (json: object, id = acme) =>
  desk.call(SPLIT, `POST /api/customers/${id}/split`, { as: 'manager', params: { id }, json });

async function split(json: object): Promise<SplitCustomer> {
  const response = await call(json);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text) as SplitCustomer;
}

async function refused(json: object, status: number, id = acme): Promise<Problem> {
  const response = await call(json, id);
  expect(response.status).toBe(status);
  return (await response.json()) as Problem;
}

/** Whose each user is, and why. */
async function owners() {
  const { items } = await users();
  return Object.fromEntries(
    items.map(({ username, customer }) => [
      username,
      customer ? `${customer.name}, by ${customer.source}` : null,
    ]),
  );
}
const before = {
  [ann]: 'Acme, by domain',
  [bob]: 'Acme, by domain',
  [cleo]: 'Acme, by domain',
  [dan]: 'Acme, by name',
  [eve]: 'Acme, by hand',
  [other]: null,
};

async function events(action: 'customer.split' | 'customer.created') {
  const { target, details } = auditEvents;
  return db()
    .select({ target, details })
    .from(auditEvents)
    .where(eq(auditEvents.action, action))
    .orderBy(asc(auditEvents.sequence));
}
const lastSplit = async () => (await events('customer.split')).at(-1);

describe('POST /api/customers/{id}/split', () => {
  it('moves a domain with everyone at it to a new customer, and records what was before', async () => {
    const done = await split({ name: 'North', domains: ['north.example'], version: 1 });
    expect(done).toMatchObject({
      from: { id: acme, domains: ['acme.example'], rules: [vips], version: 2 },
      into: { name: 'North', domains: ['north.example'], rules: [] },
      ...{ moved: 2, skipped: [], skippedCount: 0 },
    });
    // The rule stayed, so someone at the domain whom it finds goes by hand.
    expect(await owners()).toEqual({
      ...before,
      [cleo]: 'North, by domain',
      [dan]: 'North, by hand',
    });
    expect(await find(done.into.id)).toMatchObject({ ...done.into, users: 2, seats: 4 });
    expect(await find(acme)).toMatchObject({ version: 2, users: 3 });
    expect(await lastSplit()).toEqual({
      target: 'Acme',
      details: {
        ...{ id: acme, into: { id: done.into.id, name: 'North' }, moved: 2, items: [cleo, dan] },
        before: { domains: ['acme.example', 'north.example'], users: 5 },
        after: { domains: ['acme.example'], users: 3 },
      },
    });
    expect((await events('customer.created')).at(-1)).toMatchObject({
      target: 'North',
      details: { id: done.into.id, domains: ['north.example'] },
    });
  });

  it('moves users by hand to one that there is, and names who isn’t the customer’s', async () => {
    const chosen = [key(bob), key(eve), key(other), key('gone@acme.example')];
    expect(await split({ into: birch, users: chosen })).toMatchObject({
      from: { id: acme, version: 1 },
      into: { id: birch, version: 1, domains: ['birch.example'] },
      ...{ moved: 2, skipped: [other, 'gone@acme.example'], skippedCount: 2 },
    });
    expect(await owners()).toEqual({ ...before, [bob]: 'Birch, by hand', [eve]: 'Birch, by hand' });
    expect(await lastSplit()).toMatchObject({
      details: { into: { id: birch, name: 'Birch' }, before: { users: 5 }, after: { users: 3 } },
    });
  });

  it('moves a rule with whom it finds, and keeps the others', async () => {
    await change(birch, { rules: [{ of: 'users', kind: 'name', value: 'cleo' }] });
    await assign({ usernames: [cleo], customerId: acme });
    expect(await split({ into: birch, rules: [vips] })).toMatchObject({ moved: 1 });
    expect(await owners()).toEqual({
      ...before,
      [cleo]: 'Acme, by hand',
      [dan]: 'Birch, by name',
    });
    expect((await find(birch)).rules).toEqual([{ of: 'users', kind: 'name', value: 'cleo' }, vips]);
    expect(await lastSplit()).toMatchObject({
      details: { before: { rules: [vips] }, after: { rules: [] } },
    });
  });

  it('leaves no one to two rules at once', async () => {
    const dans = { of: 'users', kind: 'name', value: 'dan' } as const;
    await change(acme, { rules: [vips, dans] });
    await split({ name: 'North', rules: [vips] });
    expect(await owners()).toMatchObject({ [dan]: 'North, by hand' });
  });

  it('takes along those at a domain who were assigned by hand, listed or not', async () => {
    const gone = 'gone@acme.example';
    const byHand = { accountId: 'rpc_sandbox', assignedBy: 'x', customerId: acme };
    await db()
      .insert(customerUsers)
      .values([ann, gone].map((itemId) => ({ ...byHand, itemId })));
    await split({ into: birch, domains: ['acme.example'] });
    const { itemId, customerId } = customerUsers;
    const isMoved = and(inArray(itemId, [ann, gone]), eq(customerId, birch));
    expect(await db().$count(customerUsers, isMoved)).toBe(2);
  });

  it('tells the second of two people, and splits nothing', async () => {
    await change(acme, { note: 'Moves in May.' });
    const problem = await refused({ name: 'North', users: [key(ann)], version: 1 }, 409);
    expect(problem).toMatchObject({ code: 'customer_changed', current: { version: 2 } });
    const both = await Promise.all(
      ['North', 'South'].map((name) => call({ name, domains: ['north.example'], version: 2 })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await list()).items.map(({ domains }) => domains).sort()).toEqual([
      ['acme.example'],
      ['birch.example'],
      ['north.example'],
    ]);
  });

  it.each([
    ['itself', () => ({ into: acme, users: [key(ann)] }), 400],
    ['one that doesn’t exist', () => ({ into: 'cus_none', users: [key(ann)] }), 404],
    ['a name that is taken', () => ({ name: 'BIRCH', users: [key(ann)] }), 409],
    ['two at once', () => ({ into: birch, name: 'North', users: [key(ann)] }), 400],
    ['one, but of nothing', () => ({ into: birch }), 400],
    ['one, of a domain that isn’t its own', () => ({ into: birch, domains: ['b.example'] }), 400],
    [
      'one, of a rule that isn’t its own',
      () => ({ into: birch, rules: [{ ...vips, value: 'boss' }] }),
      400,
    ],
    ['one, of others’ users alone', () => ({ into: birch, users: [key(other)] }), 409],
  ])('refuses a split into %s', async (_, json, status) => {
    await refused(json(), status);
    expect(await owners()).toEqual(before);
    expect((await list()).items.map(({ name }) => name)).toEqual(['Acme', 'Birch']);
  });

  it('works among the customers of someone confined to them, and creates none', async () => {
    await desk.staff('manager');
    const confine = (customerIds: string[] | null) =>
      db().update(staffMembers).set({ customerIds }).where(eq(staffMembers.role, 'manager'));
    await confine([acme]);
    await refused({ into: birch, users: [key(ann)] }, 404);
    await refused({ name: 'North', users: [key(ann)] }, 403);
    await refused({ into: acme, domains: ['birch.example'] }, 404, birch);
    await confine([acme, birch]);
    const done = await split({ into: birch, domains: ['north.example'], users: [key(other)] });
    expect(done).toMatchObject({ moved: 2, skipped: [other] });
    await confine(null);
    expect(await owners()).toMatchObject({ [cleo]: 'Birch, by domain', [other]: null });
  });
});

describe('POST /api/customers/{id}/split/preview', () => {
  it('counts who is where, and who would move', async () => {
    const preview = async (json: object) => {
      const options = { as: 'manager' as const, params: { id: acme }, json };
      const answer = await desk.call(PREVIEW, `POST /api/customers/${acme}/split/preview`, options);
      return (await answer.json()) as unknown;
    };
    const counts = {
      ...{ version: 1, users: 5 },
      domains: [
        { domain: 'acme.example', users: 2 },
        { domain: 'north.example', users: 2 },
      ],
      rules: [{ ...vips, users: 1 }],
    };
    expect(await preview({})).toEqual({ ...counts, moved: 0 });
    const part = { domains: ['north.example'], rules: [vips], users: [key(ann), key(other)] };
    expect(await preview(part)).toEqual({ ...counts, moved: 3 });
    expect(await owners()).toEqual(before);
  });
});
