import 'server-only';
import type { OverviewSeats, OverviewSource, OverviewUser } from '@/lib/contract/overview';
import type { UpstreamUser } from '@/lib/contract/users';
import { orderUsers } from '@/lib/server/users/order-users';
import { summarizeUsers } from '@/lib/server/users/summarize-users';

const LARGEST = 10;
const NEW_USER_DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * What needs attention about seats; `over`, `full` and `idle` as the users page filters them. Users
 * whose numbers can't be read are in none of the three.
 */
export function summarizeSeats(
  list: readonly UpstreamUser[],
  now: Date,
): Omit<OverviewSeats, keyof OverviewSource> {
  // Sorting keeps the order of what is equal: such users go by name.
  const users = Array.from(orderUsers(list, 'username'), (place) => list[place]).filter(
    (user): user is UpstreamUser => user !== undefined,
  );
  const summary = summarizeUsers(users);
  const known = users.flatMap(toOverviewUser);
  const over = known.filter((user) => user.seatsUsed > user.seats);
  const full = known.filter((user) => user.seats > 0 && user.seatsUsed === user.seats);
  const idle = known.filter((user) => user.idleSeats > 0);
  return {
    users: summary.users,
    seats: summary.seats,
    seatsUsed: summary.seatsUsed,
    over: {
      count: over.length,
      largest: largest(over, (user) => user.seatsUsed - user.seats),
    },
    full: { count: full.length, largest: largest(full, (user) => user.seats) },
    idle: {
      count: idle.length,
      seats: sum(idle.map((user) => user.idleSeats)),
      largest: largest(idle, (user) => user.idleSeats),
    },
    newUsers: summarizeNewUsers(users, now),
  };
}

function toOverviewUser({ username, seats, seatsUsed }: UpstreamUser): OverviewUser[] {
  if (seats === null || seatsUsed === null) return [];
  return [{ username, seats, seatsUsed, idleSeats: Math.max(0, seats - seatsUsed) }];
}

/** Days as text compare as days: `YYYY-MM-DD`. */
function summarizeNewUsers(users: readonly UpstreamUser[], now: Date): OverviewSeats['newUsers'] {
  const since = new Date(now.getTime() - (NEW_USER_DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  const recent = users
    .flatMap(({ username, createdOn }) =>
      createdOn !== null && createdOn >= since ? [{ username, createdOn }] : [],
    )
    .sort((a, b) => compare(b.createdOn, a.createdOn));
  return { count: recent.length, since, newest: recent.slice(0, LARGEST) };
}

function largest(users: OverviewUser[], size: (user: OverviewUser) => number): OverviewUser[] {
  return users.toSorted((a, b) => size(b) - size(a)).slice(0, LARGEST);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
