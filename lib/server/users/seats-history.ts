import 'server-only';
import { and, asc, eq, gte, inArray, lte, type SQL } from 'drizzle-orm';
import type { OverviewDay } from '@/lib/contract/overview';
import type { SeatsHistoryQuery, SeatsPoint } from '@/lib/contract/seats-history';
import { ALL_ACCOUNTS, findAccount, findAccounts } from '@/lib/server/accounts/accounts';
import { withUsersOf } from '@/lib/server/assignments/users-of-customer';
import { db } from '@/lib/server/db/client';
import { seatSnapshots, userSeats } from '@/lib/server/db/schema';
import { type Viewer, withUsersInScope } from '@/lib/server/policies/permissions';
import { groupBy } from '@/lib/shared/group-by';
import { requireUsersInScope } from './assignments';

const DAYS = 90;
const DAY_MS = 86_400_000;

type Span = { from: string; to: string; isGiven: boolean };

/**
 * Seats for each day (UTC) of a customer user, of a customer, of an account, or of all accounts
 * together. A customer's are those of the users that belong to it now.
 * @throws DeskError `account_not_found`, `account_disabled`; `not_found` there is no such customer
 */
export async function findSeatsHistory(
  viewer: Viewer,
  query: SeatsHistoryQuery,
  now = new Date(),
): Promise<SeatsPoint[]> {
  const span = spanOf(query, now);
  if (query.user !== undefined) {
    const account = await findAccount(viewer, 'remotepc', query.account);
    await requireUsersInScope(account, [query.user], 'there is no history');
    return pointsOf(await findUserDays(account.id, query.user, span));
  }
  const { customer, account = customer === undefined ? undefined : ALL_ACCOUNTS } = query;
  const accounts = await findAccounts(viewer, 'remotepc', account);
  const ids = accounts.map(({ id }) => id);
  const { accountId, username } = userSeats;
  if (customer !== undefined) {
    const ofCustomer = await withUsersOf(viewer, customer, accountId, username);
    return pointsOf(await findDaysOf(ofCustomer, ids, span));
  }
  return pointsOf(await findSeenDays(viewer, ids, span));
}

/** Of the accounts; for someone confined to customers, of their users in these. */
async function findSeenDays(
  viewer: Viewer,
  accountIds: readonly string[],
  span: Span,
): Promise<Day[]> {
  const ofTheirs = withUsersInScope(viewer, userSeats.accountId, userSeats.username);
  return ofTheirs ? findDaysOf(ofTheirs, accountIds, span) : findAccountDays(accountIds, span);
}

/**
 * Seats of these accounts together for each day from their first snapshot, at most 90 days ago, to
 * today (UTC). A day on which one of them has no snapshot has nulls: a gap in the plot.
 */
export async function listSeatDays(
  viewer: Viewer,
  accountIds: readonly string[],
  now: Date,
): Promise<OverviewDay[]> {
  return (await findSeenDays(viewer, accountIds, spanOf({}, now))).map(
    ({ isMissing: _, ...day }) => day,
  );
}

type Day = OverviewDay & { isMissing: boolean };

function spanOf({ from, to }: Pick<SeatsHistoryQuery, 'from' | 'to'>, now: Date): Span {
  const today = dayOf(now.getTime());
  const end = to !== undefined && to < today ? to : today;
  const start = from ?? dayOf(Date.parse(end) - (DAYS - 1) * DAY_MS);
  return { from: start, to: end, isGiven: from !== undefined };
}

/** Every day of the span; if its start wasn't asked for, from the first one that is known. */
function daysIn({ from, to, isGiven }: Span, firstKnown: string | undefined): string[] {
  if (!isGiven && firstKnown === undefined) return [];
  const start = isGiven || firstKnown === undefined || firstKnown < from ? from : firstKnown;
  const days: string[] = [];
  for (let ms = Date.parse(start); dayOf(ms) <= to; ms += DAY_MS) days.push(dayOf(ms));
  return days;
}

const missing = { users: null, seats: null, seatsUsed: null, isMissing: true };

async function findAccountDays(accountIds: readonly string[], span: Span): Promise<Day[]> {
  const rows = await readSnapshots(accountIds, span);
  const byDay = groupBy(rows, ({ day }) => day);
  // Before its first snapshot an account didn't exist here, and isn't missing.
  const firstDays = [...groupBy(rows, (row) => row.accountId).values()].map(
    ([earliest]) => earliest?.day ?? '',
  );
  return daysIn(span, rows[0]?.day).map((day) => {
    const known = byDay.get(day) ?? [];
    const expected = firstDays.filter((earliest) => earliest <= day).length;
    if (known.length === 0 || known.length !== expected) return { day, ...missing };
    return {
      day,
      users: sum(known.map(({ users }) => users)),
      seats: sum(known.map(({ seats }) => seats)),
      seatsUsed: sum(known.map(({ seatsUsed }) => seatsUsed)),
      isMissing: false,
    };
  });
}

/** What was known of the user on the days on which the list was read. */
async function findUserDays(accountId: string, username: string, span: Span): Promise<Day[]> {
  const [readings, changes] = await Promise.all([
    readSnapshots([accountId], span),
    db()
      .select()
      .from(userSeats)
      .where(
        and(
          eq(userSeats.accountId, accountId),
          eq(userSeats.username, username),
          lte(userSeats.day, span.to),
        ),
      )
      .orderBy(asc(userSeats.day)),
  ]);
  const wasRead = new Set(readings.map(({ day }) => day));
  return daysIn(span, changes[0]?.day).map((day) => {
    const last = changes.findLast((change) => change.day <= day);
    const isKnown = wasRead.has(day) && last && (last.seats ?? last.seatsUsed) !== null;
    if (!isKnown) return { day, ...missing };
    return { day, users: null, seats: last.seats, seatsUsed: last.seatsUsed, isMissing: false };
  });
}

/** Of some users together, on the days on which each of their lists was read. */
async function findDaysOf(isOne: SQL, accountIds: readonly string[], span: Span): Promise<Day[]> {
  const [readings, changes] = await Promise.all([
    readSnapshots(accountIds, span),
    db()
      .select()
      .from(userSeats)
      .where(and(inArray(userSeats.accountId, [...accountIds]), lte(userSeats.day, span.to), isOne))
      .orderBy(asc(userSeats.day)),
  ]);
  const readDays = new Set(readings.map(({ accountId, day }) => `${accountId} ${day}`));
  return addUpDays(daysIn(span, changes[0]?.day), changes, (accountId, day) =>
    readDays.has(`${accountId} ${day}`),
  );
}

type Change = Pick<
  typeof userSeats.$inferSelect,
  'accountId' | 'username' | 'day' | 'seats' | 'seatsUsed'
>;

/**
 * The seats of some users together for each of `days`. A day is missing if the list of any account
 * in which one of them was listed until then wasn't read.
 * @param changes in the order of their days, from before the first day on
 */
export function addUpDays(
  days: readonly string[],
  changes: readonly Change[],
  wasRead: (accountId: string, day: string) => boolean,
): Day[] {
  // Only accounts in which there are users count, from the day on that there is one.
  const seen = new Set<string>();
  const latest = new Map<string, Change>();
  let next = 0;
  return days.map((day) => {
    for (let change = changes[next]; change && change.day <= day; change = changes[(next += 1)]) {
      seen.add(change.accountId);
      latest.set(`${change.accountId} ${change.username}`, change);
    }
    const isKnown = seen.size > 0 && [...seen].every((id) => wasRead(id, day));
    if (!isKnown) return { day, ...missing };
    const listed = [...latest.values()].filter((one) => (one.seats ?? one.seatsUsed) !== null);
    return {
      day,
      users: listed.length,
      seats: sum(listed.map(({ seats }) => seats ?? 0)),
      seatsUsed: sum(listed.map(({ seatsUsed }) => seatsUsed ?? 0)),
      isMissing: false,
    };
  });
}

function readSnapshots(accountIds: readonly string[], { from, to }: Span) {
  return db()
    .select()
    .from(seatSnapshots)
    .where(
      and(
        inArray(seatSnapshots.accountId, [...accountIds]),
        gte(seatSnapshots.day, from),
        lte(seatSnapshots.day, to),
      ),
    )
    .orderBy(asc(seatSnapshots.day));
}

function pointsOf(days: readonly Day[]): SeatsPoint[] {
  return days.map(({ day, users, seats, seatsUsed, isMissing }) =>
    isMissing
      ? { on: day, missing: true }
      : { on: day, seats, seatsUsed, ...(users !== null && { users }) },
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
