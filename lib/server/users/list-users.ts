import 'server-only';
import type {
  ListUsersQuery,
  UpstreamUser,
  UsersPage,
  UserFilters,
  UserSort,
} from '@/lib/contract/users';
import { findAccounts, type Account } from '@/lib/server/accounts/accounts';
import { joinLists, type JoinedList } from '@/lib/server/accounts/join-lists';
import { isBlockedCustomer } from '@/lib/contract/policy-rules';
import { findPolicy } from '@/lib/server/policies/find-policies';
import {
  findAnnotated,
  findAnnotations,
  notAnnotated,
  type AnnotatedItems,
} from '@/lib/server/annotations/annotations';
import { isOfCustomer, type AssignmentFacts } from '@/lib/server/assignments/assignments';
import { userAnnotations } from '@/lib/server/db/schema';
import type { Viewer } from '@/lib/server/policies/permissions';
import { findStoredPasswords, noStoredPassword } from '@/lib/server/vault/stored-passwords';
import { foldedSearch } from '@/lib/shared/tags';
import { decodedEmail, shownEmail } from '@/lib/shared/email/shown-email';
import { groupBy } from '@/lib/shared/group-by';
import { orderTexts } from '@/lib/shared/text-order';
import { assignmentsOf } from './assignments';
import { findLastSignIns } from './last-sign-ins';
import { sumOf, summarizeUsers } from './summarize-users';
import { userKey, userList } from './user-list';

/**
 * One page of the customer users of an account, or of all accounts the person may see. If the
 * upstream is down, from the last known list.
 * @param options.waitMs how long to wait for an expired list to be replaced; see
 * `UpstreamList.read`
 * @throws DeskError `account_not_found`
 * @throws UpstreamError if no list was ever read
 */
export async function listUsers(
  viewer: Viewer,
  query: ListUsersQuery,
  options: { waitMs?: number } = {},
): Promise<UsersPage> {
  const { page, pageSize } = query;
  const accounts = await findAccounts(viewer, 'remotepc', query.account);
  const reading = { refresh: query.refresh === '1', ...options };
  const list = await joinLists('users', accounts, userList, reading);
  const places = await findMatches(list, accounts, query);
  const start = (page - 1) * pageSize;
  const users = Array.from(places.subarray(start, start + pageSize)).flatMap((place) => {
    const user = list.items[place];
    return user ? [{ accountId: list.accountAt(place), ...user }] : [];
  });
  const [stored, annotations, assignmentOf, signIns] = await Promise.all([
    byAccount(users, findStoredPasswords),
    byAccount(users, (id, names) => findAnnotations(userAnnotations, id, names)),
    assignmentsOf(accounts, users),
    byAccount(users, findLastSignIns),
  ]);
  return {
    // RemotePC's own spelling is only for RemotePC.
    items: users.map(({ listedAs: _, ...user }) => ({
      ...user,
      ...(stored.get(user.accountId)?.get(user.username) ?? noStoredPassword),
      key: userKey(user),
      ...(annotations.get(user.accountId)?.get(user.username) ?? notAnnotated),
      ...assignmentOf(user),
      lastSignIn: signIns.get(user.accountId)?.get(user.username),
    })),
    total: places.length,
    page,
    pageSize,
    summary: summarizeUsers(list.items),
    filtered:
      places.length === list.items.length
        ? summarizeUsers(list.items)
        : sumOf(usersAt(list.items, places)),
    fetchedAt: list.fetchedAt.toISOString(),
    isStale: list.isStale,
    ...(list.unavailable.length > 0 && { unavailable: list.unavailable }),
  };
}

/** By account, then by username: the same address in two accounts is two users. */
async function byAccount<Facts>(
  users: readonly { accountId: string; username: string }[],
  find: (accountId: string, usernames: string[]) => Promise<ReadonlyMap<string, Facts>>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Facts>>> {
  const found = await Promise.all(
    [...groupBy(users, ({ accountId }) => accountId)].map(async ([accountId, some]) => {
      const usernames = some.map(({ username }) => username);
      return [accountId, await find(accountId, usernames)] as const;
    }),
  );
  return new Map(found);
}

function* usersAt(items: readonly UpstreamUser[], places: Uint32Array): Generator<UpstreamUser> {
  for (const place of places) {
    const user = items[place];
    if (user) yield user;
  }
}

/** The places of the users that match, in the requested order. */
export async function findMatches(
  list: Pick<JoinedList<UpstreamUser>, 'items' | 'accountAt'>,
  accounts: readonly Pick<Account, 'id'>[],
  filters: UserFilters,
): Promise<Uint32Array> {
  const ids = accounts.map(({ id }) => id);
  const { password, tag, blocked, customer, sort } = filters;
  const search = foldedSearch(filters.search);
  const isByCustomer = sort === 'customer' || sort === '-customer';
  const [stored, tagged, noted, policies, assignmentOf] = await Promise.all([
    password && Promise.all(ids.map(async (id) => [id, await findStoredPasswords(id)] as const)),
    tag && findAnnotated(userAnnotations, ids, { tags: tag }),
    search !== '' && findAnnotated(userAnnotations, ids, { search }),
    blocked !== undefined &&
      Promise.all(ids.map(async (id) => [id, await findPolicy(id)] as const)),
    customer || isByCustomer ? assignmentsOf(accounts) : null,
  ]);
  const assignmentAt = (place: number, { username }: UpstreamUser): AssignmentFacts =>
    assignmentOf?.({ accountId: list.accountAt(place), username }) ?? { customer: null };
  const order = isByCustomer
    ? byCustomer(list.items, assignmentAt, sort === '-customer')
    : orderUsers(list.items, sort);
  const passwords = stored && new Map(stored);
  const policyOf = policies && new Map(policies);
  const isIn = (found: AnnotatedItems | false | undefined, place: number, username: string) =>
    found ? (found.get(list.accountAt(place))?.has(username) ?? false) : false;
  return filterUsers(list.items, order, filters, {
    passwordOf: (place, { username }) => {
      const state = passwords?.get(list.accountAt(place))?.get(username)?.storedPassword ?? 'none';
      return state === 'unreadable' ? 'refused' : state;
    },
    isTagged: (place, { username }) => isIn(tagged, place, username),
    isNoted: (place, { username }) => isIn(noted, place, username),
    isBlocked: (place, { username }) => {
      const policy = policyOf && policyOf.get(list.accountAt(place));
      return policy ? isBlockedCustomer(policy, username) : false;
    },
    assignmentAt,
  });
}

type Filters = Omit<UserFilters, 'sort' | 'account'>;
type At<Fact> = (place: number, user: UpstreamUser) => Fact;

/** What we know of the user at a place, for the filters that are on. */
type OwnFacts = {
  passwordOf: At<'stored' | 'none' | 'refused'>;
  /** Has one of the tags. */
  isTagged: At<boolean>;
  /** The search is in their note or tags. */
  isNoted: At<boolean>;
  /** The account's policy blocks signing in as them. */
  isBlocked: At<boolean>;
  assignmentAt: At<AssignmentFacts>;
};

const nothingKnown: OwnFacts = {
  passwordOf: () => 'none',
  isTagged: () => false,
  isNoted: () => false,
  isBlocked: () => false,
  assignmentAt: () => ({ customer: null }),
};

/**
 * The positions, in the given order, of the users that match. A user with an unknown value matches
 * no filter on that value. `seats`: `over` uses more than assigned, `full` all of them, `idle`
 * leaves some unused; with none assigned and none used it is none of the three.
 */
export function filterUsers(
  items: readonly UpstreamUser[],
  order: Uint32Array,
  filters: Filters,
  { passwordOf, isTagged, isNoted, isBlocked, assignmentAt }: OwnFacts = nothingKnown,
): Uint32Array {
  const { status, seats, password, tag, customer, createdFrom, createdTo, blocked } = filters;
  const search = foldedSearch(filters.search);
  const hasDays = createdFrom !== undefined || createdTo !== undefined;
  const isAll =
    !status && !seats && !password && !tag && !customer && !hasDays && blocked === undefined;
  if (search === '' && isAll) return order;
  return order.filter((place) => {
    const user = items[place];
    return (
      user !== undefined &&
      (status === undefined || user.isActive === (status === 'active')) &&
      (seats === undefined || seats.some((state) => state === seatsState(user))) &&
      (!hasDays || isBetween(user.createdOn, createdFrom, createdTo)) &&
      (password === undefined || password.includes(passwordOf(place, user))) &&
      (tag === undefined || isTagged(place, user)) &&
      (customer === undefined || isOfCustomer(assignmentAt(place, user), customer)) &&
      (blocked === undefined || isBlocked(place, user) === blocked) &&
      (search === '' || isFound(user.username, search) || isNoted(place, user))
    );
  });
}

/** Days as text, which have the order of time. */
function isBetween(day: string | null, from = '', to = '9999-12-31'): boolean {
  return day !== null && day >= from && day <= to;
}

/** By the key and, if a host has non-ASCII letters, by how people write it. */
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

/** What depends on the list alone: which customer someone belongs to doesn't. */
type ListSort = Exclude<UserSort, 'customer' | '-customer'>;
type SortKey = Exclude<ListSort, `-${string}`>;

const orders = new WeakMap<readonly UpstreamUser[], Map<ListSort, Uint32Array>>();

/**
 * The positions of `items` in the requested order, computed once per list and sort. Uses numbers,
 * so that 100,000 rows are sorted quickly. Unknown values come last in both directions; equal ones
 * are ordered by username.
 */
export function orderUsers(items: readonly UpstreamUser[], sort: ListSort): Uint32Array {
  const known = orders.get(items) ?? new Map<ListSort, Uint32Array>();
  orders.set(items, known);
  const before = known.get(sort);
  if (before) return before;
  const order = sort === 'username' ? byUsername(items) : byValue(items, sort);
  known.set(sort, order);
  return order;
}

/** As shown: `info@bücher.example` is among the b's, not at the x of its `xn--`. */
function byUsername(items: readonly UpstreamUser[]): Uint32Array {
  return orderTexts(items.map(({ username }) => shownEmail(username)));
}

function byValue(items: readonly UpstreamUser[], sort: Exclude<ListSort, 'username'>): Uint32Array {
  const isDescending = sort.startsWith('-');
  const byName = orderUsers(items, 'username');
  if (sort === '-username') return byName.toReversed();
  const key = sort.replace('-', '') as Exclude<SortKey, 'username'>;
  const values = Float64Array.from(items, (user) => sortValue(user, key));
  return sortBy(values, byName, isDescending);
}

/** By the customer's name; those without one come last in both directions. */
function byCustomer(
  items: readonly UpstreamUser[],
  assignmentAt: At<AssignmentFacts>,
  isDescending: boolean,
): Uint32Array {
  const names = items.map((user, place) => assignmentAt(place, user).customer?.name);
  const known = [...new Set(names)].filter((name) => name !== undefined);
  const ranks = new Map(
    Array.from(orderTexts(known), (place, rank) => [known[place], rank] as const),
  );
  const values = Float64Array.from(names, (name) => ranks.get(name) ?? NaN);
  return sortBy(values, orderUsers(items, 'username'), isDescending);
}

/** NaN comes last in both directions; equal ones are in the order of `byName`. */
function sortBy(values: Float64Array, byName: Uint32Array, isDescending: boolean): Uint32Array {
  const ranks = new Uint32Array(values.length);
  byName.forEach((place, rank) => (ranks[place] = rank));
  const direction = isDescending ? -1 : 1;
  return places(values.length).sort((one, other) => {
    const first = values[one] ?? NaN;
    const second = values[other] ?? NaN;
    if (first === second || (Number.isNaN(first) && Number.isNaN(second))) {
      return (ranks[one] ?? 0) - (ranks[other] ?? 0);
    }
    if (Number.isNaN(first)) return 1;
    if (Number.isNaN(second)) return -1;
    return first < second ? -direction : direction;
  });
}

/** NaN if unknown. Seats in use without any assigned are more than any share. */
function sortValue(user: UpstreamUser, key: Exclude<SortKey, 'username'>): number {
  const { seats, seatsUsed, createdOn } = user;
  if (key === 'createdOn') return createdOn === null ? NaN : Number(createdOn.replaceAll('-', ''));
  if (key === 'seats') return seats ?? NaN;
  if (key === 'seatsUsed') return seatsUsed ?? NaN;
  if (seats === null || seatsUsed === null) return NaN;
  if (key === 'unused') return seats - seatsUsed;
  if (seats === 0) return seatsUsed === 0 ? 0 : Infinity;
  return seatsUsed / seats;
}

function places(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, place) => place);
}
