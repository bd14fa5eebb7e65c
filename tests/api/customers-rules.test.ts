import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as MERGE } from '@/app/api/customers/[id]/merge/route';
import { GET as SEATS } from '@/app/api/seats-history/route';
import { GET as SUGGEST } from '@/app/api/customers/suggestions/route';
import { GET as EXPORT } from '@/app/api/customers/export/route';
import { POST } from '@/app/api/customers/route';
import { PATCH as TAG_DEVICE } from '@/app/api/devices/annotations/route';
import { GET as DEVICES } from '@/app/api/devices/route';
import { PATCH as TAG } from '@/app/api/users/annotations/route';
import type { CustomerSuggestions } from '@/lib/contract/customers';
import type { DevicesPage } from '@/lib/contract/devices';
import type { Problem } from '@/lib/contract/problem';
import type { SeatsHistory } from '@/lib/contract/seats-history';
import { recordSeats } from '@/lib/server/users/record-seats';
import { db } from '@/lib/server/db/client';
import {
  customers,
  customerUsers,
  deviceAnnotations,
  userAnnotations,
} from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

const [ann, bob, cleo, eve] = [
  'ann@north.example',
  'bob@north.example',
  'cleo_x@south.example',
  'eve@gmail.com',
] as const;
const all = [ann, bob, cleo, eve];

let desk: TestDesk;
const { create, change, find, list, assign, users } = customerCalls(() => desk);

beforeAll(async () => {
  desk = await startTestDesk();
  desk.sandbox.remotepc.state.users.clear();
  all.forEach((username, place) => {
    const seats = 10 ** place;
    desk.sandbox.remotepc.state.addUser({
      username,
      allotedComputers: seats,
      utilizedComputers: 0,
    });
  });
  const recorded = all.map((username, place) => ({
    ...{ username, seats: 10 ** place, seatsUsed: 0, isActive: true, createdOn: null },
  }));
  await recordSeats('rpc_sandbox', recorded, new Date());
});
beforeEach(async () => {
  for (const table of [customers, customerUsers, userAnnotations, deviceAnnotations]) {
    await db().delete(table);
  }
});
afterAll(() => desk.close());

type Rule = { of?: 'users' | 'devices'; kind?: 'tag' | 'name'; value: string };
const rule = ({ of = 'users', kind = 'name', value }: Rule) => ({ of, kind, value });
const withRules = (name: string, rules: Rule[], more: object = {}) =>
  create({ name, rules: rules.map(rule), ...more });

async function tag(username: string, ...tags: string[]): Promise<void> {
  const json = { username, tags };
  const answer = await desk.call(TAG, 'PATCH /api/users/annotations', { as: 'manager', json });
  expect(answer.status).toBe(200);
}

/** Whose each user is, and why. */
async function owners(): Promise<Record<string, string | null>> {
  const { items } = await users();
  return Object.fromEntries(
    items.map(({ username, customer, severalCustomers }) => [
      username,
      customer
        ? [customer.name, customer.source, customer.value].filter(Boolean).join(' ')
        : (severalCustomers?.map(({ name }) => name).join(' or ') ?? null),
    ]),
  );
}

/** The seats of a customer in the recorded history: of the users that it finds there. */
async function recordedSeats(customer: string): Promise<number | null> {
  const response = await desk.call(SEATS, `GET /api/seats-history?customer=${customer}`);
  const { points } = (await response.json()) as SeatsHistory;
  // None at all: it has no users there.
  const [last] = points.slice(-1);
  return last && 'seats' in last ? last.seats : 0;
}

describe('users', () => {
  it('belong to a customer by a tag or by their name, which counts more than the domain', async () => {
    const north = await create({ name: 'North', domains: ['north.example'] });
    const vip = await withRules('VIP', [{ kind: 'tag', value: 'vip' }, { value: 'EVE@' }]);
    await tag(ann, 'Gold', 'VIP');
    expect(await owners()).toEqual({
      [ann]: 'VIP tag vip',
      [bob]: 'North domain',
      [cleo]: null,
      [eve]: 'VIP name EVE@',
    });
    expect(await find(vip.id)).toMatchObject({ users: 2, seats: 1_001 });
    expect(await find(north.id)).toMatchObject({ users: 1, seats: 10 });
    expect((await users(`customer=${vip.id}`)).items.map(({ username }) => username)).toEqual([
      ann,
      eve,
    ]);
    expect((await users('customer=none')).items.map(({ username }) => username)).toEqual([cleo]);
    // Without the tag, the domain counts again.
    await tag(ann, 'Gold');
    expect(await owners()).toMatchObject({ [ann]: 'North domain' });
    await change(vip.id, { rules: [] });
    expect(await owners()).toMatchObject({ [eve]: null });
  });

  it('that someone assigned by hand stay where they are', async () => {
    await withRules('Rules', [{ value: '*@north.example' }]);
    const other = await create({ name: 'Other' });
    await assign({ usernames: [ann], customerId: other.id });
    await assign({ usernames: [bob], customerId: null });
    expect(await owners()).toMatchObject({ [ann]: 'Other hand', [bob]: null });
    await assign({ usernames: [ann, bob], byDomain: true });
    expect(await owners()).toMatchObject({ [ann]: 'Rules name *@north.example' });
  });

  it('that rules of several customers find belong to none of them, nor to that of their domain', async () => {
    const north = await create({ name: 'North', domains: ['north.example'] });
    const a = await withRules('A', [{ value: 'ann' }, { value: 'bob' }]);
    const b = await withRules('B', [{ kind: 'tag', value: 'VIP' }]);
    await tag(ann, 'vip');
    expect(await owners()).toMatchObject({ [ann]: 'B or A', [bob]: 'A name bob' });
    expect((await list()).items.map(({ name, users: count }) => [name, count])).toEqual([
      ['A', 1],
      ['B', 0],
      ['North', 0],
    ]);
    expect((await list()).withoutCustomer).toMatchObject({ users: 3, seats: 1_101 });
    // The history agrees, and the domain suggests no customer for someone it wouldn't get.
    expect(await Promise.all([a, b, north].map(({ id }) => recordedSeats(id)))).toEqual([10, 0, 0]);
    await change(north.id, { domains: [] });
    const suggested = await desk.call(SUGGEST, 'GET /api/customers/suggestions');
    expect(((await suggested.json()) as CustomerSuggestions).items).toEqual([
      { domain: 'south.example', name: 'South', users: 1, seats: 100 },
    ]);
  });

  it('are found the same in the list and in the history, also with signs that mean something to SQL', async () => {
    const texts = ['cleo_x', 'leo%', 'cleo\\_x', '*_x@south*', '*o_x*', 'ANN@NORTH', 'n*n@*', '__'];
    const { id } = await create({ name: 'North' });
    for (const value of texts) {
      await db()
        .update(customers)
        .set({ rules: [rule({ value })] });
      expect(await recordedSeats(id), value).toBe((await find(id)).seats);
    }
  });
});

describe('devices', () => {
  it('belong to a customer by a tag or by their name', async () => {
    const north = await withRules('North', [
      { of: 'devices', value: 'pi' },
      { of: 'devices', kind: 'tag', value: 'Kiosk' },
      // About users: no device is found by it.
      { kind: 'tag', value: 'Other' },
    ]);
    const devices = async () => {
      const response = await desk.call(DEVICES, 'GET /api/devices?pageSize=500');
      return ((await response.json()) as DevicesPage).items;
    };
    const [kiosk, other] = (await devices()).filter(({ name }) => !/pi/i.test(name));
    for (const [device, text] of [
      [kiosk, 'kiosk'],
      [other, 'Other'],
    ] as const) {
      const json = { id: device?.id, tags: [text] };
      const answer = await desk.call(
        TAG_DEVICE,
        `PATCH /api/devices/annotations?account=${device?.accountId}`,
        { as: 'manager', json },
      );
      expect(answer.status).toBe(200);
    }
    const after = await devices();
    expect(after.find(({ id }) => id === kiosk?.id)?.customer).toEqual({
      ...{ id: north.id, name: 'North', source: 'tag', value: 'Kiosk' },
    });
    expect(after.find(({ id }) => id === other?.id)?.customer).toBeNull();
    const named = after.filter(({ name }) => /pi/i.test(name));
    expect(named.length).toBeGreaterThan(1);
    for (const { customer } of named)
      expect(customer).toMatchObject({ source: 'name', value: 'pi' });
    expect(await find(north.id)).toMatchObject({ devices: named.length + 1, users: 0 });
  });
});

describe('rules and own fields', () => {
  const post = (json: object) => desk.call(POST, 'POST /api/customers', { as: 'manager', json });

  it.each([
    [
      'a text that would find nearly everyone',
      { rules: [rule({ value: '*a*' })] },
      'rules[0].value',
    ],
    ['an empty tag', { rules: [rule({ kind: 'tag', value: ' ' })] }, 'rules[0].value'],
    ['a tag with a comma', { rules: [rule({ kind: 'tag', value: 'a,b' })] }, 'rules[0].value'],
    ['an overlong text', { rules: [rule({ value: 'x'.repeat(101) })] }, 'rules[0].value'],
    ['an unknown kind', { rules: [{ of: 'users', kind: 'regex', value: '.*' }] }, 'rules[0].kind'],
    [
      'too many rules',
      { rules: Array.from({ length: 51 }, (_, one) => rule({ value: `rule ${one}` })) },
      'rules',
    ],
    ['a field without a name', { ownFields: [{ name: '', value: 'x' }] }, 'ownFields[0].name'],
    [
      'two fields of one name',
      {
        ownFields: [
          { name: 'Owner', value: 'a' },
          { name: 'OWNER', value: 'b' },
        ],
      },
      'ownFields',
    ],
    [
      'too many fields',
      { ownFields: Array.from({ length: 21 }, (_, one) => ({ name: `F${one}`, value: 'x' })) },
      'ownFields',
    ],
  ])('are refused: %s', async (_, fields, path) => {
    const refused = await post({ name: 'North', ...fields });
    expect(refused.status).toBe(400);
    const { errors } = (await refused.json()) as Problem;
    expect(errors?.map((error) => error.path)).toEqual([path]);
  });

  it('are kept in their order, once, found by search, and columns of the file', async () => {
    const north = await create({
      name: 'North',
      rules: [rule({ value: ' North ' }), rule({ value: 'NORTH' })],
      ownFields: [
        { name: 'Account manager', value: 'Jo Ézra' },
        { name: 'Contract', value: '' },
        { name: 'Since', value: '2021' },
      ],
    });
    await create({ name: 'South', ownFields: [{ name: 'since', value: '=2+3' }] });
    expect(await find(north.id)).toMatchObject({
      rules: [{ of: 'users', kind: 'name', value: 'North' }],
      ownFields: [
        { name: 'Account manager', value: 'Jo Ézra' },
        { name: 'Since', value: '2021' },
      ],
    });
    expect((await list('search=jo+é')).items.map(({ name }) => name)).toEqual(['North']);
    const file = await desk.call(EXPORT, 'GET /api/customers/export', { as: 'viewer' });
    expect((await file.text()).split('\r\n')).toEqual([
      'Customer,Domains,External number,Users,Seats,Used,Devices,Price per seat,Currency,Tags,Note,Account manager,Since',
      'North,,,2,11,0,0,,,,,Jo Ézra,2021',
      "South,,,0,0,0,0,,,,,,'=2+3",
      '',
    ]);
    // A change that changes nothing is none.
    expect(await change(north.id, { rules: [rule({ value: 'North' })] })).toMatchObject({
      version: 1,
    });
  });

  it('are merged: the other customer keeps its own and gets what it lacks', async () => {
    const from = await create({
      name: 'North',
      rules: [rule({ value: 'north' }), rule({ value: 'ann' })],
      ownFields: [
        { name: 'Since', value: '2021' },
        { name: 'Rep', value: 'Jo' },
      ],
    });
    const into = await create({
      name: 'South',
      rules: [rule({ value: 'NORTH' })],
      ownFields: [{ name: 'since', value: '1999' }],
    });
    const options = { as: 'manager' as const, json: { into: into.id }, params: { id: from.id } };
    const path = `POST /api/customers/${from.id}/merge`;
    expect((await desk.call(MERGE, path, options)).status).toBe(200);
    expect(await find(into.id)).toMatchObject({
      rules: [rule({ value: 'NORTH' }), rule({ value: 'ann' })],
      ownFields: [
        { name: 'since', value: '1999' },
        { name: 'Rep', value: 'Jo' },
      ],
      users: 2,
    });
  });
});
