import 'server-only';
import type { UpstreamUser, UsersSummary } from '@/lib/contract/users';

const summaries = new WeakMap<readonly UpstreamUser[], UsersSummary>();

/** The totals of an account, computed once per list. An unreadable value adds nothing. */
export function summarizeUsers(items: readonly UpstreamUser[]): UsersSummary {
  const before = summaries.get(items);
  if (before) return before;
  const summary = sumOf(items);
  summaries.set(items, summary);
  return summary;
}

/** The totals of these users. */
export function sumOf(users: Iterable<UpstreamUser>): UsersSummary {
  const sum = { users: 0, active: 0, inactive: 0, seats: 0, seatsUsed: 0, overAllotted: 0 };
  for (const { isActive, seats, seatsUsed } of users) {
    sum.users += 1;
    if (isActive === true) sum.active += 1;
    if (isActive === false) sum.inactive += 1;
    sum.seats += seats ?? 0;
    sum.seatsUsed += seatsUsed ?? 0;
    if (seats !== null && seatsUsed !== null && seatsUsed > seats) sum.overAllotted += 1;
  }
  return sum;
}
