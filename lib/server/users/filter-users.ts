import 'server-only';
import { decodedEmail } from '@/lib/shared/email/shown-email';
import type { UpstreamUser, UserFilters } from '@/lib/contract/users';

type Filters = Pick<UserFilters, 'search' | 'status' | 'seats'>;

/**
 * The places, in the order given, of the users that match. A user whose value is unknown matches
 * no filter on that value. `seats`: `over` uses more than allotted, `full` all of them, `idle`
 * leaves some unused; with none allotted and none used it is none of the three.
 */
export function filterUsers(
  items: readonly UpstreamUser[],
  order: Uint32Array,
  filters: Filters,
): Uint32Array {
  const { status, seats } = filters;
  const search = filters.search.normalize('NFKC').trim().toLowerCase();
  if (search === '' && status === undefined && seats === undefined) return order;
  return order.filter((place) => {
    const user = items[place];
    return (
      user !== undefined &&
      (status === undefined || user.isActive === (status === 'active')) &&
      (seats === undefined || seatsState(user) === seats) &&
      (search === '' || isFound(user.username, search))
    );
  });
}

/** By the key and, where a host has letters of its own, by how people write it. */
function isFound(username: string, search: string): boolean {
  if (username.includes(search)) return true;
  return username.includes('xn--') && decodedEmail(username).includes(search);
}

function seatsState({ seats, seatsUsed }: UpstreamUser): 'over' | 'full' | 'idle' | null {
  if (seats === null || seatsUsed === null) return null;
  if (seatsUsed > seats) return 'over';
  if (seatsUsed < seats) return 'idle';
  return seats > 0 ? 'full' : null;
}
