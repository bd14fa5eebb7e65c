import 'server-only';
import type { UpstreamUser, UsersSummary } from '@/lib/contract/users';

const known = new WeakMap<readonly UpstreamUser[], UsersSummary>();

/** The figures of a whole account, counted once per list. An unreadable value adds nothing to a sum. */
export function summarizeUsers(items: readonly UpstreamUser[]): UsersSummary {
  const before = known.get(items);
  if (before) return before;
  const summary = {
    users: items.length,
    active: 0,
    inactive: 0,
    seats: 0,
    seatsUsed: 0,
    overAllotted: 0,
  };
  for (const { isActive, seats, seatsUsed } of items) {
    if (isActive === true) summary.active += 1;
    if (isActive === false) summary.inactive += 1;
    summary.seats += seats ?? 0;
    summary.seatsUsed += seatsUsed ?? 0;
    if (seats !== null && seatsUsed !== null && seatsUsed > seats) summary.overAllotted += 1;
  }
  known.set(items, summary);
  return summary;
}
