import 'server-only';
import type { UnavailableAccount, UpstreamName } from '@/lib/contract/accounts';
import type { CustomerSums } from '@/lib/contract/customers';
import { ALL_ACCOUNTS, findAccounts, type Account } from '@/lib/server/accounts/accounts';
import { joinLists, type JoinedList } from '@/lib/server/accounts/join-lists';
import type { ListKind, SeenList } from '@/lib/server/accounts/upstream-list';
import type { Actor } from '@/lib/server/actor';
import type { AssignmentFacts } from '@/lib/server/assignments/assignments';
import { assignmentsOf as assignmentsOfDevices } from '@/lib/server/devices/assignments';
import { devicesOf } from '@/lib/server/devices/list-devices';
import { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import { may, type Viewer } from '@/lib/server/policies/permissions';
import { assignmentsOf as assignmentsOfUsers } from '@/lib/server/users/assignments';
import { userList } from '@/lib/server/users/user-list';

const NO_ONE = '';

type Summed = {
  /** Of a customer. */
  of: (customerId: string) => CustomerSums;
  ofNone: CustomerSums;
  isStale: boolean;
  unavailable: UnavailableAccount[];
};

/**
 * The users, seats and devices of each customer in all accounts that the person may see, in one
 * pass over the last known lists. A list that can't be read leaves the others; if none of a kind
 * can, its sums are null. An unreadable number of seats adds nothing.
 */
export async function sumCustomers(actor: Actor): Promise<Summed> {
  const [users, devices] = await Promise.all([
    known('users', actor, 'remotepc', userList),
    may(actor, 'devices.read') ? known('devices', actor, 'remoteit', devicesOf) : null,
  ]);
  const [ofUsers, ofDevices] = await Promise.all([sumUsers(users), countDevices(devices)]);
  const sumsOf = (id: string): CustomerSums => ({
    ...(ofUsers ? (ofUsers.get(id) ?? noUsers) : unknownUsers),
    devices: ofDevices ? (ofDevices.get(id) ?? 0) : null,
  });
  return {
    of: sumsOf,
    ofNone: sumsOf(NO_ONE),
    isStale: (users.list?.isStale ?? false) || (devices?.list?.isStale ?? false),
    unavailable: [...users.unavailable, ...(devices?.unavailable ?? [])],
  };
}

/** The sums of several together. */
export function addUp(all: Iterable<CustomerSums>): CustomerSums {
  const sum: CustomerSums = { users: 0, seats: 0, seatsUsed: 0, devices: 0 };
  for (const one of all) {
    for (const key of ['users', 'seats', 'seatsUsed', 'devices'] as const) {
      const [before, added] = [sum[key], one[key]];
      sum[key] = before === null || added === null ? null : before + added;
    }
  }
  return sum;
}

type UserSums = Pick<CustomerSums, 'users' | 'seats' | 'seatsUsed'>;
const noUsers: UserSums = { users: 0, seats: 0, seatsUsed: 0 };
const unknownUsers: UserSums = { users: null, seats: null, seatsUsed: null };

type Known<T> = {
  accounts: Account[];
  /** Null: none could be read. */
  list: JoinedList<T> | null;
  unavailable: UnavailableAccount[];
};

/** What is known of the users or devices of all accounts that the person may see. */
async function known<T>(
  kind: ListKind,
  viewer: Viewer,
  upstream: UpstreamName,
  listOf: (account: Account) => SeenList<T>,
): Promise<Known<T>> {
  const accounts = await findAccounts(viewer, upstream, ALL_ACCOUNTS).catch((error: unknown) => {
    // There is none, so there are no users or devices.
    if (error instanceof DeskError && error.code === 'account_not_found') return [];
    throw error;
  });
  try {
    const list = accounts.length > 0 ? await joinLists(kind, accounts, listOf) : emptyList;
    return { accounts, list, unavailable: list.unavailable };
  } catch (error) {
    const { code, detail } = explainError(error);
    const unavailable = accounts.map(({ id, name }) => ({ accountId: id, name, code, detail }));
    return { accounts, list: null, unavailable };
  }
}

const emptyList = {
  items: [],
  accountAt: () => '',
  fetchedAt: new Date(0),
  isStale: false,
  gaps: [],
  unavailable: [],
};

async function sumUsers({
  accounts,
  list,
}: Known<{ username: string; seats: number | null; seatsUsed: number | null }>) {
  if (!list) return null;
  const assignmentOf = await assignmentsOfUsers(accounts);
  const sums = new Map<string, { users: number; seats: number; seatsUsed: number }>();
  list.items.forEach(({ username, seats, seatsUsed }, place) => {
    const id = ownerOf(assignmentOf({ accountId: list.accountAt(place), username }));
    const sum = sums.get(id) ?? { users: 0, seats: 0, seatsUsed: 0 };
    sum.users += 1;
    sum.seats += seats ?? 0;
    sum.seatsUsed += seatsUsed ?? 0;
    sums.set(id, sum);
  });
  return sums;
}

type Owned = { id: string; name: string | null; owner?: string };

async function countDevices(devices: Known<Owned> | null) {
  if (!devices?.list) return null;
  const { accounts, list } = devices;
  const assignmentOf = await assignmentsOfDevices(accounts);
  const counts = new Map<string, number>();
  list.items.forEach(({ id, name, owner }, place) => {
    const of = ownerOf(assignmentOf({ accountId: list.accountAt(place), id, name, owner }));
    counts.set(of, (counts.get(of) ?? 0) + 1);
  });
  return counts;
}

function ownerOf({ customer }: AssignmentFacts): string {
  return customer?.id ?? NO_ONE;
}
