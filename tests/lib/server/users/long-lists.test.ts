import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userSorts, type UpstreamUser } from '@/lib/contract/users';
import { filterUsers, orderUsers } from '@/lib/server/users/list-users';

const count = fc.option(fc.nat(6));
const user: fc.Arbitrary<UpstreamUser> = fc.record({
  username: fc.stringMatching(/^[a-c]{1,3}@x\.example$/),
  seats: count,
  seatsUsed: count,
  isActive: fc.option(fc.boolean()),
  createdOn: fc.option(fc.constantFrom('2023-01-09', '2024-02-29', '2026-11-20')),
});
const list = fc.uniqueArray(user, { selector: ({ username }) => username, maxLength: 30 });

const known: Record<string, (row: UpstreamUser) => number | string | null> = {
  username: (row) => row.username,
  seats: (row) => row.seats,
  seatsUsed: (row) => row.seatsUsed,
  createdOn: (row) => row.createdOn,
  utilisation: ({ seats, seatsUsed }) =>
    seats === null || seatsUsed === null ? null : seatsUsed === 0 ? 0 : seatsUsed / seats,
};

/** Those of the list alone; which customer someone belongs to isn't in it. */
const listSorts = userSorts.filter((sort) => sort !== 'customer' && sort !== '-customer');

describe('a list of users', () => {
  it('is ordered by every sort: unknown values last, then by username', () => {
    fc.assert(
      fc.property(list, fc.constantFrom(...listSorts), (rows, sort) => {
        const value = known[sort.replace('-', '')] ?? (() => null);
        const ordered = [...orderUsers(rows, sort)].map((place) => rows[place] as UpstreamUser);
        expect(ordered.map(({ username }) => username).sort()).toEqual(
          rows.map(({ username }) => username).sort(),
        );
        ordered.slice(1).forEach((row, index) => {
          const [first, second] = [value(ordered[index] as UpstreamUser), value(row)];
          if (second === null) return;
          expect(first).not.toBeNull();
          const [lower, upper] = sort.startsWith('-') ? [second, first] : [first, second];
          expect((lower as number) <= (upper as number)).toBe(true);
          if (first === second)
            expect((ordered[index] as UpstreamUser).username < row.username).toBe(true);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('of 100,000 is sorted and searched in a few seconds on any machine', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => ({
      username: `user${(index * 7_919) % 100_000}@company${index % 977}.example`,
      seats: index % 13,
      seatsUsed: index % 17,
      isActive: index % 5 !== 0,
      createdOn: `2024-0${1 + (index % 9)}-1${index % 10}`,
    }));
    const startedAt = performance.now();
    const order = orderUsers(rows, '-utilisation');
    const found = filterUsers(rows, order, { search: 'R9999@', status: 'active', seats: ['over'] });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(order).toHaveLength(100_000);
    expect(found.length).toBeLessThanOrEqual(1);
  });
});
