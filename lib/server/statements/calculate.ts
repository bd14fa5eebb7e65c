import 'server-only';
import { and, asc, gte, inArray, lte, sql } from 'drizzle-orm';
import type { StatementLine } from '@/lib/contract/statements';
import { listAccounts, together, type Account } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { customers, seatSnapshots } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { assignmentsOf } from '@/lib/server/users/assignments';
import { addUpDays } from '@/lib/server/users/seats-history';
import { groupBy } from '@/lib/shared/group-by';
import { compareTexts } from '@/lib/shared/text-order';
import { amountOf, meanOf, shownPrice } from './decimals';

/** Days of a month, as far as it has them. */
export type Month = { first: string; through: string; days: string[] };

const DAY_MS = 86_400_000;

/** The days of `month` up to today (UTC). */
export function daysOf(month: string, now: Date): Month {
  const today = now.toISOString().slice(0, 10);
  const days: string[] = [];
  for (let ms = Date.parse(`${month}-01`); ; ms += DAY_MS) {
    const day = new Date(ms).toISOString().slice(0, 10);
    if (!day.startsWith(month) || day > today) break;
    days.push(day);
  }
  return { first: `${month}-01`, through: days.at(-1) ?? `${month}-01`, days };
}

/** The month before: `2026-01` → `2025-12`. */
export function monthBefore(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - 1);
  return date.toISOString().slice(0, 7);
}

type Sums = Pick<
  StatementLine,
  'daysRead' | 'asOf' | 'users' | 'seats' | 'seatsUsed' | 'peak' | 'average'
>;

export type Calculated = {
  missingDays: string[];
  lines: Omit<StatementLine, 'difference' | 'amountDifference'>[];
};

const NO_ONE = '';
const unread: Sums = {
  ...{ daysRead: 0, asOf: null, users: null, seats: null, seatsUsed: null },
  ...{ peak: null, average: null },
};

/**
 * What each customer had in the month, from the seats history of the whole installation: the users
 * that belong to it now, at its price of now. In the order of names; users without a customer last.
 */
export async function calculate({ first, through, days }: Month): Promise<Calculated> {
  const accounts = await accountsOf(first, through);
  const ids = accounts.map(({ id }) => id);
  const [readings, begins, changes, customerOf, rows] = await Promise.all([
    findReadings(ids, first, through),
    findBegins(ids),
    findChanges(ids, first, through),
    assignmentsOf(accounts),
    findCustomers(),
  ]);
  const read = new Set(readings.map(({ accountId, day }) => `${accountId} ${day}`));
  const wasRead = (accountId: string, day: string) => read.has(`${accountId} ${day}`);
  const missingDays = days.filter((day) => {
    const expected = ids.filter((id) => (begins.get(id) ?? '9999') <= day);
    return expected.length === 0 || expected.some((id) => !wasRead(id, day));
  });
  const wholeDays = days.filter((day) => !missingDays.includes(day));
  const byCustomer = groupBy(changes, (change) => customerOf(change).customer?.id ?? NO_ONE);
  const sumsOf = (id: string): Sums => {
    const own = byCustomer.get(id);
    return own ? sumsIn(addUpDays(days, own, wasRead)) : withoutUsers(wholeDays);
  };
  const lines = rows
    .toSorted((one, other) => compareTexts(one.name, other.name))
    .map(({ id, name, externalId, price, currency }) => {
      const sums = sumsOf(id);
      const amount =
        price === null || sums.seats === null ? null : amountOf(price, sums.seats, currency);
      const pricePerSeat = price === null ? null : shownPrice(price);
      return { customer: { id, name, externalId }, ...sums, pricePerSeat, currency, amount };
    });
  const unassigned = sumsOf(NO_ONE);
  const isSomeone = byCustomer.has(NO_ONE) && (unassigned.peak ?? 1) + (unassigned.users ?? 1) > 0;
  const ofNone = {
    ...{ customer: null, ...unassigned },
    ...{ pricePerSeat: null, currency: null, amount: null },
  };
  return { missingDays, lines: isSomeone ? [...lines, ofNone] : lines };
}

/** Also those that were disabled meanwhile, if their lists were read in the month. */
async function accountsOf(first: string, through: string): Promise<Account[]> {
  const all = await listAccounts(everyone);
  const readings = await findReadings(
    all.map(({ id }) => id),
    first,
    through,
  );
  const wereRead = new Set(readings.map(({ accountId }) => accountId));
  try {
    return together(
      all.filter(({ id, isDisabled }) => !isDisabled || wereRead.has(id)),
      'remotepc',
    );
  } catch (error) {
    if (error instanceof DeskError && error.code === 'account_not_found') return [];
    throw error;
  }
}

function sumsIn(all: ReturnType<typeof addUpDays>): Sums {
  const known = all.flatMap(({ isMissing, seats, ...day }) =>
    isMissing || seats === null ? [] : [{ ...day, seats }],
  );
  const last = known.at(-1);
  if (!last) return unread;
  const seats = known.map((day) => day.seats);
  return {
    ...{ daysRead: known.length, asOf: last.day, users: last.users },
    ...{ seats: last.seats, seatsUsed: last.seatsUsed },
    ...{ peak: Math.max(...seats), average: meanOf(seats) },
  };
}

/** Where every list was read, a customer that is in none has nothing. */
function withoutUsers(days: readonly string[]): Sums {
  const asOf = days.at(-1);
  if (asOf === undefined) return unread;
  return {
    ...{ daysRead: days.length, asOf, users: 0, seats: 0, seatsUsed: 0 },
    ...{ peak: 0, average: '0.00' },
  };
}

function findReadings(ids: readonly string[], from: string, to: string) {
  const { accountId, day } = seatSnapshots;
  return db()
    .select({ accountId, day })
    .from(seatSnapshots)
    .where(and(inArray(accountId, [...ids]), gte(day, from), lte(day, to)));
}

/** Since when each account is known: before that, its list isn't missing. */
async function findBegins(ids: readonly string[]): Promise<Map<string, string>> {
  const { accountId, day } = seatSnapshots;
  const rows = await db()
    .select({ accountId, day: sql<string>`min(${day})` })
    .from(seatSnapshots)
    .where(inArray(accountId, [...ids]))
    .groupBy(accountId);
  return new Map(rows.map((row) => [row.accountId, row.day]));
}

type Change = {
  accountId: string;
  username: string;
  day: string;
  seats: number | null;
  seatsUsed: number | null;
};

/** Each user's last change before the month, and all in it, in the order of days. */
async function findChanges(ids: readonly string[], from: string, to: string): Promise<Change[]> {
  const { rows } = await db().execute<
    Omit<Change, 'seats' | 'seatsUsed'> & Record<'seats' | 'seatsUsed', string | null>
  >(sql`
    select account_id as "accountId", username, day, seats, seats_used as "seatsUsed" from (
      (select distinct on (account_id, username) * from user_seats
        where account_id = any(${sql.param([...ids])}::text[]) and day < ${from}
        order by account_id, username, day desc)
      union all
      select * from user_seats
      where account_id = any(${sql.param([...ids])}::text[]) and day between ${from} and ${to}
    ) as change order by day`);
  const numberOf = (text: string | null) => (text === null ? null : Number(text));
  return rows.map((row) => ({
    ...row,
    ...{ seats: numberOf(row.seats), seatsUsed: numberOf(row.seatsUsed) },
  }));
}

/** The price as PostgreSQL has it: a number would be a binary fraction. */
function findCustomers() {
  const { id, name, externalId, pricePerSeat, currency } = customers;
  return db()
    .select({ id, name, externalId, price: sql<string | null>`${pricePerSeat}::text`, currency })
    .from(customers)
    .orderBy(asc(id));
}
