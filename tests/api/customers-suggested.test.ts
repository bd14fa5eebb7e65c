import { and, asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET, POST } from '@/app/api/customers/suggestions/route';
import type { AcceptedSuggestions, CustomerSuggestions } from '@/lib/contract/customers';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { auditEvents, customers, customerUsers } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
const { create, list, assign } = customerCalls(() => desk);

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  const user = (username: string, allotedComputers: number) =>
    desk.sandbox.remotepc.state.addUser({ username, allotedComputers });
  user('ann@north-wind.example', 3);
  user('bob@north-wind.example', 4);
  user('cleo@acme.co.uk', 1);
  user('dan@acme.de', 1);
  user('dora@mail.bücher.example', 2);
  user('eve@gmail.com', 9);
  user('fred@web.de', 9);
  user('no address', 1);
});
beforeEach(async () => {
  for (const table of [customers, customerUsers]) await db().delete(table);
});
afterAll(() => desk.close());

async function suggestions(as: Role = 'viewer'): Promise<CustomerSuggestions> {
  const response = await desk.call(GET, 'GET /api/customers/suggestions', { as });
  expect(response.status).toBe(200);
  return (await response.json()) as CustomerSuggestions;
}

const accept = (json: unknown, as: Role = 'manager') =>
  desk.call(POST, 'POST /api/customers/suggestions', { as, json });

async function accepted(json: unknown): Promise<AcceptedSuggestions> {
  const response = await accept(json);
  expect(response.status).toBe(201);
  return (await response.json()) as AcceptedSuggestions;
}

describe('GET /api/customers/suggestions', () => {
  it('proposes a company for each domain, but never for one where anyone can have an address', async () => {
    expect(await suggestions()).toEqual({
      items: [
        { domain: 'north-wind.example', name: 'North Wind', users: 2, seats: 7 },
        { domain: 'acme.co.uk', name: 'Acme', users: 1, seats: 1 },
        { domain: 'acme.de', name: 'acme.de', users: 1, seats: 1 },
        { domain: 'mail.xn--bcher-kva.example', name: 'Bücher', users: 1, seats: 2 },
      ],
      total: 4,
    });
  });

  it('proposes none that a customer has, and counts only users without one', async () => {
    const { id } = await create({ name: 'ACME', domains: ['acme.co.uk'] });
    await assign({ usernames: ['ann@north-wind.example'], customerId: id });
    await assign({ usernames: ['dora@mail.xn--bcher-kva.example'], customerId: null });
    expect(await suggestions()).toEqual({
      items: [
        { domain: 'acme.de', name: 'acme.de', users: 1, seats: 1 },
        { domain: 'north-wind.example', name: 'North Wind', users: 1, seats: 4 },
      ],
      total: 2,
    });
  });
});

describe('POST /api/customers/suggestions', () => {
  it('creates one customer, or several, each with its event', async () => {
    const json = { domains: ['acme.de', 'MAIL.bücher.example', 'unknown.example'] };
    const { created, skipped } = await accepted(json);
    const id = expect.stringMatching(/^cus_/);
    expect(created).toEqual([
      { id, name: 'acme.de', domain: 'acme.de' },
      { id, name: 'Bücher', domain: 'mail.xn--bcher-kva.example' },
    ]);
    expect(skipped).toEqual(['unknown.example']);
    expect((await list('sort=-seats')).items).toMatchObject([
      { name: 'Bücher', domains: ['mail.xn--bcher-kva.example'], users: 1, seats: 2, version: 1 },
      { name: 'acme.de', users: 1, seats: 1 },
    ]);
    const events = await db()
      .select({ target: auditEvents.target, details: auditEvents.details })
      .from(auditEvents)
      .where(and(eq(auditEvents.action, 'customer.created')))
      .orderBy(asc(auditEvents.sequence));
    expect(events.slice(-2)).toMatchObject([
      { target: 'acme.de', details: { name: 'acme.de', domains: ['acme.de'] } },
      { target: 'Bücher', details: { domains: ['mail.xn--bcher-kva.example'] } },
    ]);
  });

  it('creates all at once, and no one twice, also of two calls', async () => {
    const [one, other] = await Promise.all([accepted({ all: true }), accepted({ all: true })]);
    expect(one.created.length + other.created.length).toBe(4);
    expect(await suggestions()).toEqual({ items: [], total: 0 });
    expect((await list()).items.map(({ name }) => name)).toEqual([
      ...['Acme', 'acme.de', 'Bücher', 'North Wind'],
    ]);
  });

  it.each([
    ['nothing', {}, 'domains'],
    ['an empty list', { domains: [] }, 'domains'],
    ['both', { domains: ['acme.de'], all: true }, 'domains'],
    ['a public domain', { domains: ['gmail.com'] }, 'domains[0]'],
  ])('refuses %s', async (_, json, path) => {
    const response = await accept(json);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path }] });
    expect((await list()).total).toBe(0);
  });

  it('is for managers', async () => {
    expect((await accept({ all: true }, 'technician')).status).toBe(403);
  });
});
