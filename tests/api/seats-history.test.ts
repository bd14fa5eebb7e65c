import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET } from '@/app/api/seats-history/route';
import { GET as USERS } from '@/app/api/users/route';
import type { Problem } from '@/lib/contract/problem';
import type { SeatsHistory } from '@/lib/contract/seats-history';
import type { UpstreamUser } from '@/lib/contract/users';
import { findAccount } from '@/lib/server/accounts/accounts';
import { saveUpstreamList } from '@/lib/server/accounts/upstream-list';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { seatSnapshots, upstreamLists, userSeats } from '@/lib/server/db/schema';
import { recordSeats } from '@/lib/server/users/record-seats';
import { userList } from '@/lib/server/users/user-list';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const accountId = 'rpc_sandbox';
const ann = 'ann@north.example';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
beforeEach(async () => {
  for (const table of [userSeats, seatSnapshots, upstreamLists]) await db().delete(table);
});
afterAll(() => desk.close());

const user = (username: string, seats: number | null, seatsUsed: number | null): UpstreamUser => ({
  ...{ username, seats, seatsUsed },
  ...{ isActive: true, createdOn: '2026-01-31' },
});

/** As after a fetch at that moment. */
async function fetched(at: string, items: UpstreamUser[]): Promise<void> {
  const moment = new Date(at);
  await saveUpstreamList({
    ...{ accountId, kind: 'users', items, gaps: [] },
    ...{ askedAt: moment, fetchedAt: moment },
  });
  await recordSeats(accountId, items, moment);
}

const rows = () =>
  db().select().from(userSeats).orderBy(asc(userSeats.username), asc(userSeats.day));

async function points(query: string): Promise<SeatsHistory['points']> {
  const response = await desk.call(GET, `GET /api/seats-history?${query}`, { as: 'viewer' });
  expect(response.status).toBe(200);
  return ((await response.json()) as SeatsHistory).points;
}

describe('the seats of each user', () => {
  it('have a row only for a change, and the last list of a day wins', async () => {
    await fetched('2026-11-01T08:00:00Z', [user(ann, 5, 2), user('bob@north.example', 1, 1)]);
    await fetched('2026-11-02T08:00:00Z', [user(ann, 5, 2), user('bob@north.example', 1, 1)]);
    await fetched('2026-11-03T08:00:00Z', [user(ann, 5, 9), user('bob@north.example', 1, 1)]);
    await fetched('2026-11-03T09:00:00Z', [user(ann, 5, 3), user('bob@north.example', 1, 1)]);
    const all = { accountId };
    expect(await rows()).toEqual([
      { ...all, username: ann, day: '2026-11-01', seats: 5, seatsUsed: 2, isLatest: false },
      { ...all, username: ann, day: '2026-11-03', seats: 5, seatsUsed: 3, isLatest: true },
      {
        ...all,
        ...{ username: 'bob@north.example', day: '2026-11-01', seats: 1, seatsUsed: 1 },
        isLatest: true,
      },
    ]);
  });

  it('are shown for each day, with days without a reading as missing and never as zero', async () => {
    await fetched('2026-11-01T08:00:00Z', [user(ann, 5, 2)]);
    await fetched('2026-11-02T08:00:00Z', [user(ann, 5, 2)]);
    await fetched('2026-11-04T08:00:00Z', [user(ann, 7, 0)]);
    await fetched('2026-11-05T08:00:00Z', [user('bob@north.example', 1, 1)]);
    await fetched('2026-11-06T08:00:00Z', [user(ann, null, 4)]);
    expect(await points(`user=${ann}&from=2026-10-31&to=2026-11-06`)).toEqual([
      { on: '2026-10-31', missing: true },
      { on: '2026-11-01', seats: 5, seatsUsed: 2 },
      { on: '2026-11-02', seats: 5, seatsUsed: 2 },
      { on: '2026-11-03', missing: true },
      { on: '2026-11-04', seats: 7, seatsUsed: 0 },
      { on: '2026-11-05', missing: true },
      { on: '2026-11-06', seats: null, seatsUsed: 4 },
    ]);
    expect(await points(`user=${ann}&to=2026-11-02`)).toHaveLength(2);
    expect(await points('user=no.one@north.example')).toEqual([]);
  });

  it('of an account are its sums', async () => {
    await fetched('2026-11-01T08:00:00Z', [user(ann, 5, 2), user('bob@north.example', 1, 1)]);
    expect(await points('from=2026-11-01&to=2026-11-02&account=all')).toEqual([
      { on: '2026-11-01', seats: 6, seatsUsed: 3, users: 2 },
      { on: '2026-11-02', missing: true },
    ]);
  });

  it('come as CSV, with empty cells for a missing day', async () => {
    await fetched('2026-11-01T08:00:00Z', [user(ann, 5, 2)]);
    const query = `user=${ann}&from=2026-11-01&to=2026-11-02&format=csv`;
    const response = await desk.call(GET, `GET /api/seats-history?${query}`);
    expect(await response.text()).toBe(
      'Day,Seats,Used,Users\r\n2026-11-01,5,2,\r\n2026-11-02,,,\r\n',
    );
  });

  it.each([
    ['from=2026-11-02&to=2026-11-01', 'The first day must not be after the last.'],
    ['from=2020-01-01&to=2026-11-01', 'At most three years at once.'],
  ])('of ?%s aren’t given', async (query, message) => {
    const response = await desk.call(GET, `GET /api/seats-history?${query}`);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as Problem;
    expect(errors?.map((fault) => [fault.path, fault.message])).toEqual([['from', message]]);
  });

  it('aren’t recorded from a list that another process has replaced meanwhile', async () => {
    await fetched('2026-11-02T08:00:00Z', [user(ann, 5, 2)]);
    await recordSeats(accountId, [user(ann, 9, 9)], new Date('2026-11-01T08:00:00Z'));
    expect(await rows()).toMatchObject([{ day: '2026-11-02', seats: 5, seatsUsed: 2 }]);
    expect(await db().select().from(seatSnapshots)).toHaveLength(1);
  });

  it('are recorded once by several processes at the same time', async () => {
    await fetched('2026-11-01T08:00:00Z', [user(ann, 5, 2)]);
    const moment = new Date('2026-11-02T08:00:00Z');
    const items = [user(ann, 6, 2)];
    const times = { askedAt: moment, fetchedAt: moment };
    await saveUpstreamList({ accountId, kind: 'users', items, gaps: [], ...times });
    await Promise.all([1, 2, 3, 4].map(() => recordSeats(accountId, items, moment)));
    expect(await rows()).toMatchObject([
      { day: '2026-11-01', seats: 5, isLatest: false },
      { day: '2026-11-02', seats: 6, isLatest: true },
    ]);
  });

  it('are recorded whenever the list is fetched', async () => {
    desk.sandbox.remotepc.state.addUser({
      ...{ username: ann, allotedComputers: 4, utilizedComputers: 3 },
    });
    await desk.call(USERS, 'GET /api/users?refresh=1');
    await userList(await findAccount(everyone, 'remotepc')).saved();
    const today = new Date().toISOString().slice(0, 10);
    expect(await points(`user=${ann}`)).toEqual([{ on: today, seats: 4, seatsUsed: 3 }]);
  });
});

describe('100,000 users', () => {
  const many = Array.from({ length: 100_000 }, (_, n) =>
    user(`person${n}@company${n % 900}.example`, 5, 2),
  );

  it(
    'are compared in one statement, and leave a row for each change',
    { timeout: 60_000 },
    async () => {
      await fetched('2026-11-01T08:00:00Z', many);
      const next = many.map((one, n) => (n % 1_000 === 0 ? { ...one, seatsUsed: 3 } : one));
      const moment = new Date('2026-11-02T08:00:00Z');
      const times = { askedAt: moment, fetchedAt: moment };
      await saveUpstreamList({ accountId, kind: 'users', items: next, gaps: [], ...times });
      const startedAt = performance.now();
      await recordSeats(accountId, next, moment);
      const tookMs = performance.now() - startedAt;
      expect(await db().$count(userSeats)).toBe(100_100);
      expect(tookMs).toBeLessThan(10_000);
    },
  );
});
