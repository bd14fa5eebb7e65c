import { asc, like } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as EXPORT } from '@/app/api/customers/export/route';
import { DELETE, GET as GET_ONE, PATCH } from '@/app/api/customers/[id]/route';
import { POST } from '@/app/api/customers/route';
import { GET as SEARCH } from '@/app/api/search/route';
import type { Problem } from '@/lib/contract/problem';
import type { Found } from '@/lib/contract/search';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { auditEvents, customerDomains, customers } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
const { create, change, find, list, users } = customerCalls(() => desk);

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  const user = (username: string, allotedComputers: number, utilizedComputers: number) =>
    desk.sandbox.remotepc.state.addUser({ username, allotedComputers, utilizedComputers });
  user('ann@north.example', 5, 2);
  user('bob@north.example', 3, 4);
  user('cleo@south.example', 10, 1);
  user('dora@bücher.example', 2, 2);
  user('eve@gmail.com', 1, 0);
});
beforeEach(async () => {
  await db().delete(customers);
});
afterAll(() => desk.close());

const post = (json: object, as: Role = 'manager') =>
  desk.call(POST, 'POST /api/customers', { as, json });
const patch = (id: string, json: object) =>
  desk.call(PATCH, `PATCH /api/customers/${id}`, { as: 'manager', json, params: { id } });
const problemOf = async (response: Response) => (await response.json()) as Problem;
const names = async (query: string) => (await list(query)).items.map(({ name }) => name);

async function lastEvents(most: number) {
  const { action, target, details } = auditEvents;
  const events = await db()
    .select({ action, target, details })
    .from(auditEvents)
    .where(like(action, 'customer.%'))
    .orderBy(asc(auditEvents.sequence));
  return events.slice(-most);
}

describe('a customer', () => {
  it('has fields of our own, and the sums of the users at its domains', async () => {
    const created = await create({
      ...{ name: ' North Wind  Ltd ', domains: ['@North.Example', 'north.example'] },
      ...{ externalId: 'C-1007', tags: ['VIP', 'vip'], note: 'Pays late.' },
      ...{ pricePerSeat: 4.95, currency: 'eur' },
    });
    const { id } = created;
    const fields = {
      ...{ name: 'North Wind  Ltd', domains: ['north.example'], externalId: 'C-1007' },
      ...{ tags: ['VIP'], note: 'Pays late.', pricePerSeat: 4.95, currency: 'EUR' },
      ...{ rules: [], ownFields: [] },
    };
    expect(created).toEqual({ id: expect.stringMatching(/^cus_/), version: 1, ...fields });
    expect(await find(id)).toEqual({
      ...{ id, version: 1, ...fields, users: 2, seats: 8, seatsUsed: 6, devices: 0 },
      createdAt: expect.stringMatching(/^20\d\d-/),
      updatedAt: expect.stringMatching(/^20\d\d-/),
    });
    expect(await lastEvents(1)).toEqual([
      { action: 'customer.created', target: 'North Wind  Ltd', details: { id, ...fields } },
    ]);
  });

  it('is shown with its users, who belong to it by their domain', async () => {
    const { id } = await create({ name: 'North', domains: ['north.example'] });
    const { items } = await users();
    expect(items.map(({ username, customer }) => [username, customer])).toEqual([
      ['ann@north.example', { id, name: 'North', source: 'domain' }],
      ['bob@north.example', { id, name: 'North', source: 'domain' }],
      ['cleo@south.example', null],
      ['dora@xn--bcher-kva.example', null],
      ['eve@gmail.com', null],
    ]);
  });

  it('is changed field by field; what isn’t given stays, and null removes', async () => {
    const { id } = await create({
      ...{ name: 'North', domains: ['north.example'], externalId: '17', note: 'Pays late.' },
    });
    expect(
      await change(id, { externalId: null, domains: ['south.example', 'east.example'] }),
    ).toEqual(
      expect.objectContaining({
        ...{ name: 'North', domains: ['east.example', 'south.example'], externalId: null },
        ...{ note: 'Pays late.', version: 2 },
      }),
    );
    expect(await find(id)).toMatchObject({ users: 1, seats: 10, version: 2 });
    expect(await lastEvents(1)).toEqual([
      {
        action: 'customer.changed',
        target: 'North',
        details: {
          id,
          before: { domains: ['north.example'], externalId: '17' },
          after: { domains: ['east.example', 'south.example'], externalId: null },
        },
      },
    ]);
    // A change that changes nothing is none.
    expect(await change(id, { note: 'Pays late.' })).toMatchObject({ version: 2 });
  });

  it('that two people edit at once is changed by the first; the second is told, with what is there', async () => {
    const { id, version } = await create({ name: 'North', note: 'Pays late.' });
    expect((await patch(id, { note: 'Pays on time now.', version })).status).toBe(200);
    const refused = await patch(id, { note: 'Closed on Fridays.', version });
    expect(refused.status).toBe(409);
    expect(await problemOf(refused)).toMatchObject({
      code: 'customer_changed',
      detail:
        'Someone else changed North while you were editing, so nothing was saved. Compare your changes with what is there now, then save again.',
      current: { id, name: 'North', note: 'Pays on time now.', version: 2 },
    });
    // Of many with the same version, one is the first.
    const answers = await Promise.all(
      ['1', '2', '3', '4'].map((externalId) => patch(id, { externalId, version: 2 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    // Without one, both are made.
    await Promise.all([change(id, { tags: ['VIP'] }), change(id, { pricePerSeat: 3 })]);
    expect(await find(id)).toMatchObject({ tags: ['VIP'], pricePerSeat: 3, version: 5 });
  });

  it('that is deleted leaves its domain to others', async () => {
    const { id } = await create({ name: 'North', domains: ['north.example'] });
    const options = { as: 'manager' as const, params: { id } };
    expect((await desk.call(DELETE, `DELETE /api/customers/${id}`, options)).status).toBe(204);
    expect((await desk.call(GET_ONE, `GET /api/customers/${id}`, options)).status).toBe(404);
    expect((await desk.call(DELETE, `DELETE /api/customers/${id}`, options)).status).toBe(404);
    expect((await patch(id, { note: 'Late.' })).status).toBe(404);
    expect(await db().select().from(customerDomains)).toEqual([]);
    expect(await lastEvents(1)).toMatchObject([{ action: 'customer.deleted', target: 'North' }]);
    await create({ name: 'north', domains: ['north.example'] });
  });

  it('is for managers to change, and for viewers to see', async () => {
    expect((await post({ name: 'North' }, 'technician')).status).toBe(403);
    const { id } = await create({ name: 'North' });
    expect(await find(id, 'technician')).toMatchObject({ name: 'North' });
  });
});

describe('a domain', () => {
  it('belongs to one customer', async () => {
    await create({ name: 'North', domains: ['north.example'] });
    const refused = await post({ name: 'Other', domains: ['east.example', 'NORTH.example'] });
    expect(refused.status).toBe(409);
    expect(await problemOf(refused)).toMatchObject({
      code: 'domain_taken',
      detail: 'north.example belongs to North. Remove it there first, or merge the two customers.',
      errors: [
        {
          path: 'domains[1]',
          code: 'domain_taken',
          message: 'north.example belongs to North.',
        },
      ],
    });
    expect(await names('')).toEqual(['North']);
    const { id } = await create({ name: 'Other' });
    expect((await patch(id, { domains: ['north.example'] })).status).toBe(409);
    const answers = await Promise.all(
      ['A', 'B', 'C'].map((name) => post({ name, domains: ['race.example'] })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it.each([
    ['gmail.com', /^Anyone can have an address at gmail\.com, so it can’t be a customer’s domain/],
    ['GMX.de', /^Anyone can have an address at gmx\.de/],
    ['north', /^The domain has no ending/],
    ['north .example', /^The domain /],
    ['10.0.0.1', /^The domain ends with a number/],
    ['', /^The domain /],
  ])('can’t be %j', async (domain, message) => {
    const refused = await post({ name: 'North', domains: ['ok.example', domain] });
    expect(refused.status).toBe(400);
    const { code, errors } = await problemOf(refused);
    expect(code).toBe('invalid_request');
    expect(errors).toEqual([
      { path: 'domains[1]', code: 'custom', message: expect.stringMatching(message) },
    ]);
  });

  it('with other letters is the same as its name in the DNS', async () => {
    const { id, domains } = await create({ name: 'Bücher', domains: ['BÜCHER.example'] });
    expect(domains).toEqual(['xn--bcher-kva.example']);
    expect(await find(id)).toMatchObject({ users: 1, seats: 2 });
    const refused = await post({ name: 'Other', domains: ['xn--bcher-kva.example'] });
    expect((await problemOf(refused)).detail).toMatch(/^bücher\.example belongs to Bücher\./);
    expect(await names('search=bücher.ex')).toEqual(['Bücher']);
    expect(await names('search=xn--bcher')).toEqual(['Bücher']);
  });

  it('isn’t that of another one that ends like it', async () => {
    const { id } = await create({ name: 'Short', domains: ['orth.example'] });
    expect(await find(id)).toMatchObject({ users: 0 });
  });
});

describe('what is entered', () => {
  it.each([
    ['no name', { domains: ['a.example'] }, 'name'],
    ['an empty name', { name: ' ' }, 'name'],
    ['an unknown field', { name: 'A', users: 3 }, 'users'],
    ['a negative price', { name: 'A', pricePerSeat: -1 }, 'pricePerSeat'],
    ['a price of five decimals', { name: 'A', pricePerSeat: 1.00001 }, 'pricePerSeat'],
    ['an unknown currency', { name: 'A', currency: 'ABC' }, 'currency'],
    ['a tag with a comma', { name: 'A', tags: ['a,b'] }, 'tags[0]'],
  ])('is refused with %s', async (_, json, path) => {
    const refused = await post(json);
    expect(refused.status).toBe(400);
    expect((await problemOf(refused)).errors?.map((error) => error.path)).toEqual([path]);
  });

  it('is refused with a name that another one has, in any capitals', async () => {
    await create({ name: 'North Wind' });
    const refused = await post({ name: 'NORTH wind' });
    expect(refused.status).toBe(409);
    expect(await problemOf(refused)).toMatchObject({
      code: 'conflict',
      errors: [
        {
          path: 'name',
          message:
            'There is a customer named North Wind already. Choose another name, or change that customer.',
        },
      ],
    });
  });

  it('may be an amount with four decimals', async () => {
    const { id } = await create({ name: 'A', pricePerSeat: 0.0125, currency: 'CHF' });
    expect(await find(id)).toMatchObject({ pricePerSeat: 0.0125, currency: 'CHF' });
  });
});

describe('GET /api/customers', () => {
  beforeEach(async () => {
    await create({ name: 'North', domains: ['north.example'], tags: ['VIP'], externalId: '100' });
    await create({ name: 'south', domains: ['south.example'], tags: ['Trial'] });
    await create({ name: 'Éclair', externalId: '20' });
  });

  it('has sums: of each, of all, of those that match, and of what belongs to none', async () => {
    const page = await list('tag=vip,trial&pageSize=1');
    expect(page).toMatchObject({
      ...{ total: 2, page: 1, pageSize: 1, isStale: false },
      items: [{ name: 'North', users: 2, seats: 8, seatsUsed: 6, devices: 0 }],
      summary: { customers: 3, users: 3, seats: 18, seatsUsed: 7, devices: 0 },
      filtered: { customers: 2, users: 3, seats: 18, seatsUsed: 7, devices: 0 },
      withoutCustomer: { users: 2, seats: 3, seatsUsed: 2, devices: 0 },
    });
    expect(page).not.toHaveProperty('unavailable');
    expect((await list('page=2&pageSize=2')).items.map(({ name }) => name)).toEqual(['south']);
  });

  it.each([
    ['search=ORT', ['North']],
    ['search=south.ex', ['south']],
    ['search=tria', ['south']],
    ['search=10', ['North']],
    ['search=west', []],
    ['tag=vip', ['North']],
    ['sort=name', ['Éclair', 'North', 'south']],
    ['sort=-name', ['south', 'North', 'Éclair']],
    ['sort=externalId', ['Éclair', 'North', 'south']],
    ['sort=-externalId', ['North', 'Éclair', 'south']],
    ['sort=-users', ['North', 'south', 'Éclair']],
    ['sort=seats', ['Éclair', 'North', 'south']],
    ['sort=-unused', ['south', 'North', 'Éclair']],
    ['sort=devices', ['Éclair', 'North', 'south']],
    ['sort=createdAt', ['North', 'south', 'Éclair']],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });
});

describe('what else finds customers', () => {
  it('is the palette, and a file', async () => {
    const { id } = await create({
      ...{ name: 'North', domains: ['north.example', 'bücher.example'], tags: ['VIP', '=cmd'] },
      ...{ pricePerSeat: 4.5, currency: 'EUR', note: 'Pays late.' },
    });
    await create({ name: 'South' });
    const found = await desk.call(SEARCH, 'GET /api/search?search=nor', { as: 'viewer' });
    expect(((await found.json()) as Found).customers).toEqual([{ id, name: 'North' }]);
    const hidden = await desk.call(SEARCH, 'GET /api/search?search=nor', { as: 'auditor' });
    expect(((await hidden.json()) as Found).customers).toEqual([]);
    const file = await desk.call(EXPORT, 'GET /api/customers/export?search=north', {
      as: 'viewer',
    });
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="customers-20\d\d-\d\d-\d\d\.csv"$/,
    );
    expect((await file.text()).split('\r\n')).toEqual([
      'Customer,Domains,External number,Users,Seats,Used,Devices,Price per seat,Currency,Tags,Note',
      'North,"north.example, bücher.example",,3,10,8,0,4.5,EUR,"VIP, =cmd",Pays late.',
      '',
    ]);
    const workbook = await desk.call(EXPORT, 'GET /api/customers/export?format=xlsx');
    expect(workbook.status).toBe(200);
    expect((await workbook.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
  });
});
