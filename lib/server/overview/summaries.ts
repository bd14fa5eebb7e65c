import 'server-only';
import { and, asc, desc, eq, gt, inArray, max, sql } from 'drizzle-orm';
import type { UpstreamDevice } from '@/lib/contract/devices';
import type {
  OverviewSeats,
  OverviewSource,
  OverviewUser,
  OverviewDevices,
  OverviewReachedLimits,
  OverviewApprovals,
} from '@/lib/contract/overview';
import type { UpstreamUser } from '@/lib/contract/users';
import type { JoinedList } from '@/lib/server/accounts/join-lists';
import type { Actor, Scope } from '@/lib/server/actor';
import { ofScope } from '@/lib/server/audit/match-events';
import { db } from '@/lib/server/db/client';
import { approvals, auditEvents, staffMembers } from '@/lib/server/db/schema';
import { deviceKey, isOfflineFor } from '@/lib/server/devices/list-devices';
import { isToDecideBy } from '@/lib/server/sign-in-as/approvals';
import { orderUsers } from '@/lib/server/users/list-users';
import { summarizeUsers } from '@/lib/server/users/summarize-users';
import { userKey } from '@/lib/server/users/user-list';
import { limitsReached } from '@/lib/shared/audit-actions';
import { compareTexts } from '@/lib/shared/text-order';

const LARGEST = 10;
const NEW_USER_DAYS = 7;
const DAY_MS = 86_400_000;

/** A list, and whose the item at a place of it is. */
export type ListInOrder<T> = Pick<JoinedList<T>, 'items' | 'accountAt'>;

/**
 * What needs attention about seats; `over`, `full` and `idle` as the users page filters them. Users
 * whose numbers can't be read are in none of the three.
 */
export function summarizeSeats(
  { items, accountAt }: ListInOrder<UpstreamUser>,
  now: Date,
): Omit<OverviewSeats, keyof OverviewSource> {
  // Sorting is stable, so equal users stay ordered by name.
  const users = Array.from(orderUsers(items, 'username')).flatMap((place) => {
    const user = items[place];
    return user ? [{ user, accountId: accountAt(place) }] : [];
  });
  const summary = summarizeUsers(items);
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

type OfAccount = { user: UpstreamUser; accountId: string };

type KnownUser = Omit<OverviewUser, 'key'>;

function toOverviewUser({ user, accountId }: OfAccount): KnownUser[] {
  const { username, seats, seatsUsed } = user;
  if (seats === null || seatsUsed === null) return [];
  return [{ accountId, username, seats, seatsUsed, idleSeats: Math.max(0, seats - seatsUsed) }];
}

/** `YYYY-MM-DD` sorts correctly as text. */
function summarizeNewUsers(users: readonly OfAccount[], now: Date): OverviewSeats['newUsers'] {
  const since = new Date(now.getTime() - (NEW_USER_DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  const recent = users
    .flatMap(({ user: { username, createdOn }, accountId }) =>
      createdOn !== null && createdOn >= since ? [{ accountId, username, createdOn }] : [],
    )
    .sort((a, b) => compare(b.createdOn, a.createdOn));
  return { count: recent.length, since, newest: recent.slice(0, LARGEST).map(withKey) };
}

function largest(users: KnownUser[], size: (user: KnownUser) => number): OverviewUser[] {
  return users
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, LARGEST)
    .map(withKey);
}

/** Only for those that are shown: a key is a hash. */
function withKey<User extends { accountId: string; username: string }>(user: User) {
  return { ...user, key: userKey(user) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const LATEST = 10;
/** Beyond this, a device is more likely forgotten than rebooting. */
const LONG_DAYS = 30;

/** Offline devices; the most recently seen first, those never seen last. */
export function summarizeDevices(
  { items: devices, accountAt }: ListInOrder<UpstreamDevice>,
  now: Date,
): Omit<OverviewDevices, keyof OverviewSource> {
  const offline = devices
    .flatMap(({ id, name, lastSeenAt, state }, place) =>
      state === 'inactive' ? [{ accountId: accountAt(place), id, name, lastSeenAt }] : [],
    )
    .sort((a, b) => {
      const [one, other] = [a.lastSeenAt ?? '', b.lastSeenAt ?? ''];
      return one === other ? compareTexts(a.name, b.name) : one < other ? 1 : -1;
    });
  return {
    devices: devices.length,
    offline: {
      count: offline.length,
      latest: offline.slice(0, LATEST).map((device) => ({ ...device, key: deviceKey(device) })),
    },
    longOffline: {
      days: LONG_DAYS,
      count: devices.filter((device) => isOfflineFor(device, LONG_DAYS, now)).length,
    },
  };
}

/**
 * People who requested more sign-ins as customers or exports than a policy allows, or made
 * unusually many, within the last day: as far as the viewer sees those events.
 */
export async function countReachedLimits(
  viewer: Scope & Pick<Actor, 'id'>,
): Promise<OverviewReachedLimits> {
  const people = await db()
    .select({ email: max(auditEvents.actorEmail) })
    .from(auditEvents)
    .where(
      and(
        ofScope(viewer, auditEvents),
        gt(auditEvents.at, sql`now() - interval '24 hours'`),
        inArray(auditEvents.action, limitsReached),
      ),
    )
    .groupBy(auditEvents.actorId)
    .orderBy(desc(max(auditEvents.sequence)));
  return { people: people.length, latest: people[0]?.email ?? null };
}

/** Requests that this person may decide. */
export async function countWaitingApprovals(actor: Actor): Promise<OverviewApprovals> {
  const rows = await db()
    .select({ askedBy: sql<string>`coalesce(${staffMembers.name}, ${approvals.askedByEmail})` })
    .from(approvals)
    .leftJoin(staffMembers, eq(staffMembers.id, approvals.askedById))
    .where(isToDecideBy(actor))
    .orderBy(asc(approvals.askedAt));
  return { waiting: rows.length, longestBy: rows[0]?.askedBy ?? null };
}
