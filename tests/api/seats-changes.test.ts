import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { seatsChangesQuerySchema } from '@/lib/contract/seats-changes';
import { everyone, type Scope } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { customerDomains, customers, seatSnapshots, userSeats } from '@/lib/server/db/schema';
import { findSeatsChanges } from '@/lib/server/users/seats-changes';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const now = new Date('2026-11-30T12:00:00Z');
let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());
beforeEach(async () => {
  for (const table of [userSeats, seatSnapshots, customerDomains, customers]) {
    await db().delete(table);
  }
});

type Row = [day: string, username: string, seats: number | null, seatsUsed: number | null];

/** The last row of each user is the latest. */
async function know(days: readonly string[], rows: readonly Row[]): Promise<void> {
  const accountId = 'rpc_sandbox';
  await db()
    .insert(seatSnapshots)
    .values(days.map((day) => ({ accountId, day, users: 1, seats: 1, seatsUsed: 1 })));
  for (const [day, username, seats, seatsUsed] of rows) {
    const isLatest = rows.findLast((row) => row[1] === username)?.[0] === day;
    await db().insert(userSeats).values({ accountId, day, username, seats, seatsUsed, isLatest });
  }
}

const changes = (query: Record<string, string> = {}, viewer: Scope = everyone) =>
  findSeatsChanges(viewer, seatsChangesQuerySchema.parse(query), now);

it('tells who joined, left, got more seats or fewer since a week ago, the largest first', async () => {
  await know(
    ['2026-11-20', '2026-11-23', '2026-11-30'],
    [
      ['2026-11-20', 'ann@south.example', 5, 5],
      ['2026-11-29', 'ann@south.example', 9, 5],
      ['2026-11-20', 'bob@south.example', 3, 1],
      ['2026-11-25', 'bob@south.example', 2, 1],
      ['2026-11-21', 'eve@north.example', 7, 2],
      ['2026-11-26', 'eve@north.example', null, null],
      ['2026-11-28', 'kim@north.example', 1, 0],
      // As before, used more, changed and changed back, came and went.
      ['2026-11-20', 'same@south.example', 4, 4],
      ['2026-11-20', 'used@south.example', 4, 1],
      ['2026-11-27', 'used@south.example', 4, 2],
      ['2026-11-20', 'back@south.example', 4, 1],
      ['2026-11-26', 'back@south.example', 6, 1],
      ['2026-11-27', 'back@south.example', 4, 1],
      ['2026-11-26', 'gone@south.example', 4, 1],
      ['2026-11-27', 'gone@south.example', null, null],
    ],
  );
  const { since, items, counts, seats } = await changes();
  expect(since).toBe('2026-11-23');
  expect(items.map(({ username, kind, before, after }) => [username, kind, before, after])).toEqual(
    [
      ['eve@north.example', 'left', { seats: 7, seatsUsed: 2 }, null],
      ['ann@south.example', 'more', { seats: 5, seatsUsed: 5 }, { seats: 9, seatsUsed: 5 }],
      ['bob@south.example', 'less', { seats: 3, seatsUsed: 1 }, { seats: 2, seatsUsed: 1 }],
      ['kim@north.example', 'joined', null, { seats: 1, seatsUsed: 0 }],
    ],
  );
  expect(counts).toEqual({ joined: 1, left: 1, more: 1, less: 1 });
  expect(seats).toBe(-3);
  expect((await changes({ days: '2' })).items.map(({ username }) => username)).toEqual([
    'ann@south.example',
  ]);
});

it('compares with the first known day if that is later: not everyone joined then', async () => {
  await know(
    ['2026-11-28', '2026-11-30'],
    [
      ['2026-11-28', 'ann@south.example', 5, 5],
      ['2026-11-30', 'bob@south.example', 2, 0],
    ],
  );
  const { since, items } = await changes();
  expect(since).toBe('2026-11-28');
  expect(items.map(({ username, kind }) => [username, kind])).toEqual([
    ['bob@south.example', 'joined'],
  ]);
});

it('knows nothing of lists that were never read', async () => {
  expect(await changes()).toEqual({
    since: null,
    items: [],
    counts: { joined: 0, left: 0, more: 0, less: 0 },
    seats: 0,
  });
});

it('is of one customer if asked, and of their own customers for someone confined', async () => {
  await db().insert(customers).values({ id: 'cus_s', name: 'South', nameKey: 'south', tags: [] });
  await db().insert(customerDomains).values({ domain: 'south.example', customerId: 'cus_s' });
  await know(
    ['2026-11-20', '2026-11-30'],
    [
      ['2026-11-29', 'ann@south.example', 9, 5],
      ['2026-11-29', 'eve@north.example', 7, 2],
    ],
  );
  const names = async (...given: Parameters<typeof changes>) =>
    (await changes(...given)).items.map(({ username }) => username);
  expect(await names()).toEqual(['ann@south.example', 'eve@north.example']);
  expect(await names({ customer: 'cus_s' })).toEqual(['ann@south.example']);
  expect(await names({}, { accountIds: null, customerIds: ['cus_s'] })).toEqual([
    'ann@south.example',
  ]);
  await expect(changes({ customer: 'cus_x' })).rejects.toMatchObject({ code: 'not_found' });
});
