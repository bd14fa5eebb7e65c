import 'server-only';
import { and, eq, gt, inArray, lte, min, sql, type SQL } from 'drizzle-orm';
import type { SeatsChange, SeatsChanges, SeatsChangesQuery } from '@/lib/contract/seats-changes';
import { ALL_ACCOUNTS, findAccounts } from '@/lib/server/accounts/accounts';
import { withUsersOf } from '@/lib/server/assignments/users-of-customer';
import { db } from '@/lib/server/db/client';
import { seatSnapshots, userSeats } from '@/lib/server/db/schema';
import { type Viewer, withUsersInScope } from '@/lib/server/policies/permissions';
import { userKey } from './user-list';

const DAY_MS = 86_400_000;
const MOST_ITEMS = 500;

/**
 * Who joined, left, got more seats or fewer since a day some days ago (UTC). An account that is known
 * only from a later day on is compared with that day: its users didn't all join then.
 * @throws DeskError `account_not_found`, `account_disabled`; `not_found` there is no such customer
 */
export async function findSeatsChanges(
  viewer: Viewer,
  { account, customer, days }: SeatsChangesQuery,
  now = new Date(),
): Promise<SeatsChanges> {
  const accounts = await findAccounts(viewer, 'remotepc', account ?? ALL_ACCOUNTS);
  const { accountId, username } = userSeats;
  const isOne =
    customer === undefined
      ? withUsersInScope(viewer, accountId, username)
      : await withUsersOf(viewer, customer, accountId, username);
  const ids = accounts.map(({ id }) => id);
  const wanted = new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
  const starts = await findStarts(ids, wanted);
  const found = (
    await Promise.all(starts.map(({ id, since }) => findChangesOf(id, since, isOne)))
  ).flat();
  const count = (wantedKind: SeatsChange['kind']) =>
    found.filter(({ kind }) => kind === wantedKind).length;
  return {
    since: starts.map(({ since }) => since).sort()[0] ?? null,
    items: found.sort(byDifference).slice(0, MOST_ITEMS),
    counts: {
      joined: count('joined'),
      left: count('left'),
      more: count('more'),
      less: count('less'),
    },
    seats: found.reduce((sum, change) => sum + differenceOf(change), 0),
  };
}

/** The day with which each account is compared; one whose list was never read has none. */
async function findStarts(
  ids: readonly string[],
  wanted: string,
): Promise<{ id: string; since: string }[]> {
  const rows = await db()
    .select({ id: seatSnapshots.accountId, first: min(seatSnapshots.day) })
    .from(seatSnapshots)
    .where(inArray(seatSnapshots.accountId, [...ids]))
    .groupBy(seatSnapshots.accountId);
  return rows.map(({ id, first }) => ({
    id,
    since: first !== null && first > wanted ? first : wanted,
  }));
}

/** The latest row of each user with one after that day, beside the last one until that day. */
async function findChangesOf(
  accountId: string,
  since: string,
  isOne: SQL | undefined,
): Promise<SeatsChange[]> {
  const { username, day, seats, seatsUsed } = userSeats;
  const ofAccount = eq(userSeats.accountId, accountId);
  const after = await db()
    .selectDistinctOn([username], { username, seats, seatsUsed })
    .from(userSeats)
    .where(and(ofAccount, gt(day, since), isOne))
    .orderBy(username, sql`${day} desc`);
  const names = after.map((row) => row.username);
  const before = await db()
    .selectDistinctOn([username], { username, seats, seatsUsed })
    .from(userSeats)
    .where(and(ofAccount, lte(day, since), sql`${username} = any(${sql.param(names)}::text[])`))
    .orderBy(username, sql`${day} desc`);
  const earlier = new Map(before.map((row) => [row.username, listed(row)]));
  return after.flatMap((row) => {
    const change = { before: earlier.get(row.username) ?? null, after: listed(row) };
    const kind = kindOf(change);
    if (kind === null) return [];
    const key = userKey({ accountId, username: row.username });
    return [{ accountId, username: row.username, key, kind, ...change }];
  });
}

type Seats = NonNullable<SeatsChange['before']>;

/** Null: the row says that the user isn't listed. */
function listed({ seats, seatsUsed }: Seats): Seats | null {
  return seats === null && seatsUsed === null ? null : { seats, seatsUsed };
}

function kindOf({ before, after }: Pick<SeatsChange, 'before' | 'after'>) {
  if (before === null) return after === null ? null : 'joined';
  if (after === null) return 'left';
  // What can't be read isn't a change.
  if (before.seats === null || after.seats === null || before.seats === after.seats) return null;
  return after.seats > before.seats ? 'more' : 'less';
}

function differenceOf({ before, after }: SeatsChange): number {
  return (after?.seats ?? 0) - (before?.seats ?? 0);
}

/** The largest first; equal ones by name. */
function byDifference(one: SeatsChange, other: SeatsChange): number {
  const larger = Math.abs(differenceOf(other)) - Math.abs(differenceOf(one));
  if (larger !== 0) return larger;
  return one.username < other.username ? -1 : 1;
}
