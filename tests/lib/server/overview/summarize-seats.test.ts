import { describe, expect, it } from 'vitest';
import type { UpstreamUser } from '@/lib/contract/users';
import { summarizeSeats } from '@/lib/server/overview/summaries';

const now = new Date('2026-11-22T10:00:00Z');

function user(
  username: string,
  seats: number | null,
  seatsUsed: number | null,
  createdOn: string | null = '2024-01-01',
): UpstreamUser {
  return { username, seats, seatsUsed, createdOn, isActive: true };
}

/** The first `north` of them are of one account, the rest of another. */
const listOf = (items: UpstreamUser[], north = items.length) => ({
  items,
  accountAt: (place: number) => (place < north ? 'rpc_north' : 'rpc_south'),
});

describe('summarizeSeats', () => {
  it('distinguishes over, full and idle, and ignores what can’t be read', () => {
    const summary = summarizeSeats(
      listOf([
        user('over@a.example', 2, 5),
        user('full@a.example', 3, 3),
        user('idle@a.example', 10, 4),
        user('empty@a.example', 0, 0),
        user('unread@a.example', null, 7),
      ]),
      now,
    );
    expect(summary).toMatchObject({
      users: 5,
      over: {
        count: 1,
        largest: [{ username: 'over@a.example', seats: 2, seatsUsed: 5, idleSeats: 0 }],
      },
      full: { count: 1, largest: [{ username: 'full@a.example' }] },
      idle: { count: 1, seats: 6, largest: [{ username: 'idle@a.example', idleSeats: 6 }] },
    });
  });

  it('lists the ten with the most idle seats and counts all', () => {
    const users = Array.from({ length: 12 }, (_, index) => user(`u${index}@a.example`, index, 0));
    const { idle } = summarizeSeats(listOf(users), now);
    expect(idle).toMatchObject({ count: 11, seats: 66 });
    expect(idle.largest.map(({ idleSeats }) => idleSeats)).toEqual([
      11, 10, 9, 8, 7, 6, 5, 4, 3, 2,
    ]);
  });

  it('counts the last seven days as this week, newest first', () => {
    const { newUsers } = summarizeSeats(
      listOf([
        user('old@a.example', 1, 1, '2026-11-15'),
        user('first@a.example', 1, 1, '2026-11-16'),
        user('today@a.example', 1, 1, '2026-11-22'),
        user('unread@a.example', 1, 1, null),
      ]),
      now,
    );
    expect(newUsers).toEqual({
      count: 2,
      since: '2026-11-16',
      newest: [
        {
          ...{ accountId: 'rpc_north', username: 'today@a.example' },
          ...{ key: 'usr_gMFRBp5qzHj1p-jFER7nQA', createdOn: '2026-11-22' },
        },
        {
          ...{ accountId: 'rpc_north', username: 'first@a.example' },
          ...{ key: 'usr_A82QpL_xadzz11L2SFGMJL', createdOn: '2026-11-16' },
        },
      ],
    });
  });

  it('says of each user whose account they are in, also of the same address in two', () => {
    const list = [user('both@a.example', 2, 5), user('both@a.example', 9, 4, '2026-11-20')];
    const { over, idle, newUsers } = summarizeSeats(listOf(list, 1), now);
    expect(over.largest).toMatchObject([{ accountId: 'rpc_north', username: 'both@a.example' }]);
    expect(idle.largest).toMatchObject([{ accountId: 'rpc_south', username: 'both@a.example' }]);
    expect(newUsers.newest).toMatchObject([{ accountId: 'rpc_south' }]);
  });
});
