import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { GET } from '@/app/api/seats-history/route';
import type { SeatsHistory } from '@/lib/contract/seats-history';
import type { UpstreamUser } from '@/lib/contract/users';
import { saveUpstreamList } from '@/lib/server/accounts/upstream-list';
import { db } from '@/lib/server/db/client';
import {
  customers,
  customerUsers,
  seatSnapshots,
  upstreamLists,
  userSeats,
} from '@/lib/server/db/schema';
import { recordSeats } from '@/lib/server/users/record-seats';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
const { create, change } = customerCalls(() => desk);

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
beforeEach(async () => {
  for (const table of [userSeats, seatSnapshots, upstreamLists, customers, customerUsers]) {
    await db().delete(table);
  }
});
afterAll(() => desk.close());

const user = (username: string, seats: number | null, seatsUsed: number | null): UpstreamUser => ({
  ...{ username, seats, seatsUsed },
  ...{ isActive: true, createdOn: '2026-01-31' },
});

/** As after a fetch on that day. */
async function fetched(day: string, items: UpstreamUser[]): Promise<void> {
  const accountId = 'rpc_sandbox';
  const moment = new Date(`${day}T08:00:00Z`);
  await saveUpstreamList({
    ...{ accountId, kind: 'users', items, gaps: [] },
    ...{ askedAt: moment, fetchedAt: moment },
  });
  await recordSeats(accountId, items, moment);
}

const history = (query: string) =>
  desk.call(GET, `GET /api/seats-history?${query}`, { as: 'viewer' });

async function points(query: string): Promise<SeatsHistory['points']> {
  const response = await history(query);
  expect(response.status).toBe(200);
  return ((await response.json()) as SeatsHistory).points;
}

it('the seats of a customer are those of its users, by day, also of those who left', async () => {
  const { id } = await create({ name: 'North', domains: ['north.example'] });
  const eve = user('eve@gmail.com', 7, 7);
  await fetched('2026-11-01', [user('ann@north.example', 5, 2), user('x@other.example', 9, 9)]);
  await fetched('2026-11-02', [
    ...[user('ann@north.example', 5, 3), user('bob@north.example', 1, 1), eve],
  ]);
  await fetched('2026-11-04', [user('bob@north.example', null, 4), eve]);
  const query = `customer=${id}&from=2026-10-31&to=2026-11-04`;
  expect(await points(query)).toEqual([
    { on: '2026-10-31', missing: true },
    { on: '2026-11-01', seats: 5, seatsUsed: 2, users: 1 },
    { on: '2026-11-02', seats: 6, seatsUsed: 4, users: 2 },
    { on: '2026-11-03', missing: true },
    { on: '2026-11-04', seats: 0, seatsUsed: 4, users: 1 },
  ]);
  await db()
    .insert(customerUsers)
    .values([
      { accountId: 'rpc_sandbox', itemId: 'eve@gmail.com', customerId: id, assignedBy: 'x' },
      { accountId: 'rpc_sandbox', itemId: 'bob@north.example', customerId: null, assignedBy: 'x' },
    ]);
  expect(await points(`${query}&account=all`)).toEqual([
    { on: '2026-10-31', missing: true },
    { on: '2026-11-01', seats: 5, seatsUsed: 2, users: 1 },
    { on: '2026-11-02', seats: 12, seatsUsed: 10, users: 2 },
    { on: '2026-11-03', missing: true },
    { on: '2026-11-04', seats: 7, seatsUsed: 7, users: 1 },
  ]);
  const csv = await history(`${query}&format=csv`);
  expect((await csv.text()).split('\r\n').slice(0, 3)).toEqual([
    'Day,Seats,Used,Users',
    '2026-10-31,,,',
    '2026-11-01,5,2,1',
  ]);
});

it('a customer without users has no days, and one that doesn’t exist is refused', async () => {
  const { id } = await create({ name: 'North', domains: ['north.example'] });
  await fetched('2026-11-01', [user('x@other.example', 9, 9)]);
  expect(await points(`customer=${id}`)).toEqual([]);
  await change(id, { domains: [] });
  expect(await points(`customer=${id}`)).toEqual([]);
  expect((await history('customer=cus_none')).status).toBe(404);
  expect((await history(`customer=${id}&user=x@other.example`)).status).toBe(400);
});
