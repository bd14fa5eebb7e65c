import 'server-only';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Overview } from '@/lib/contract/overview';
import { listAccounts } from '@/lib/server/accounts/accounts';
import { systemActor, type Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { getOverview } from '@/lib/server/overview/get-overview';
import { may } from '@/lib/server/policies/permissions';
import { findStanding } from '@/lib/server/policies/standing';
import { findSeatsChanges } from '@/lib/server/users/seats-changes';
import { USUAL_DAILY_AT } from '@/lib/shared/notifications';
import { TEAM_CHANNEL, type ItemOf } from './kinds';
import { queueMessage, type Queued } from './queue';
import { activeRules } from './rules';
import { mayChoose } from './sight';
import { lastMonday } from './times';

const KIND = 'weekly_report';
const DAYS = 7;
const LARGEST = 5;

type Report = ItemOf[typeof KIND];

/**
 * Queues the report of a week on Monday, once however many servers do, and for the last Monday alone
 * if none of them ran on it. Who turns it on later in a week gets the next one. A channel's is about
 * everything; a person's is made when it is sent.
 */
export async function queueWeeklyReports(now = new Date()): Promise<void> {
  const monday = await mondayToReport(now);
  if (monday === null) return;
  // Before the transaction: it may fetch lists.
  const messages = await reportsFor(monday, now);
  await db().transaction(async (tx) => {
    const { rows } = await tx.execute(sql`
      update notification_settings set reported_on = ${monday}
      where reported_on is null or reported_on < ${monday} returning reported_on`);
    // Another server was faster.
    if (rows.length === 0) return;
    // One that hasn't arrived for a week is out of date.
    await tx.execute(sql`
      delete from notification_deliveries
      where kind = ${KIND} and state = 'pending'
        and (claim_id is null or lease_until <= now())`);
    for (const message of messages) await queueMessage(tx, message, now);
  });
}

/** Asked each second; writes only the first time. @returns null if that week’s report was made */
async function mondayToReport(now: Date): Promise<string | null> {
  const { rows } = await db().execute<{
    on: string | null;
    timeZone: string | null;
    at: string | null;
  }>(sql`
    select reported_on as "on", time_zone as "timeZone",
      (select daily_at from notification_rules where kind = ${KIND}) as at
    from notification_settings`);
  const [settings] = rows;
  if (!settings) return null;
  const { on, timeZone, at } = settings;
  const monday = lastMonday({ at: at ?? USUAL_DAILY_AT, timeZone: timeZone ?? 'UTC' }, now);
  if (on !== null) return on < monday ? monday : null;
  // The first week: its Monday was before there was anyone to tell.
  await db().execute(sql`
    update notification_settings set reported_on = ${monday} where reported_on is null`);
  return null;
}

async function reportsFor(monday: string, now: Date): Promise<Queued[]> {
  const { targets = [], people = [] } = (await activeRules()).get(KIND) ?? {};
  const system = systemActor('notifications');
  const messages: Queued[] = [];
  if (targets.length > 0) {
    const item = await readReport(system, monday, now);
    messages.push(...targets.map((target) => messageOf({ ...target, staffId: null }, item)));
  }
  for (const person of people) {
    if (!mayChoose(person, KIND)) continue;
    const to = { channelId: TEAM_CHANNEL, recipient: person.email, staffId: person.id };
    messages.push(messageOf(to, notReadYet(monday)));
  }
  return messages;
}

function messageOf(to: Pick<Queued, 'channelId' | 'recipient' | 'staffId'>, item: Report): Queued {
  const notices = [{ kind: KIND, item }] as const;
  return { ...to, kind: KIND, notices, most: 1, partAt: null };
}

/** Stands for the one that is made when it is sent. */
function notReadYet(monday: string): Report {
  const nothing = { seats: null, changes: null, devices: null, problems: null };
  return { monday, ...nothing, failing: [], unread: [] };
}

/**
 * A team member's report as they see it now: it may have waited, and what they see may have changed.
 * Others stay as they are. @returns null if they may see none, or may not sign in any more
 */
export async function reportSeenNow<
  R extends { kind: string; staffId: string | null; items: unknown[] },
>(row: R, now: Date): Promise<R | null> {
  if (row.kind !== KIND || row.staffId === null) return row;
  const person = await findStanding(db(), row.staffId);
  if (!person || !mayChoose(person, KIND)) return null;
  const monday = mondaySchema.safeParse(row.items[0]).data?.monday ?? '';
  const item = await readReport({ ...systemActor('notifications'), ...person }, monday, now);
  return { ...row, items: [item] };
}

const mondaySchema = z.object({ monday: z.string() });

/** What the overview says to this person, as numbers. */
async function readReport(actor: Actor, monday: string, now: Date): Promise<Report> {
  const accounts = await listAccounts(actor);
  const has = (upstream: string) => accounts.some((account) => account.upstream === upstream);
  const overview = await getOverview(actor, now);
  const seats = has('remotepc') ? overview.seats : null;
  const devices = has('remoteit') && may(actor, 'devices.read') ? overview.devices : null;
  const seesBatches = may(actor, 'batches.read') && actor.customerIds === null;
  const batches = seesBatches ? overview.batches : null;
  const failing = overview.accounts.isAvailable ? overview.accounts.failing : [];
  return {
    ...{ monday, seats: seatsOf(seats), devices: devicesOf(devices) },
    changes: has('remotepc') ? await readChanges(actor, now) : null,
    problems: batches?.isAvailable ? batches.problems : null,
    failing:
      may(actor, 'accounts.read') && actor.customerIds === null
        ? failing.map(({ name }) => name)
        : [],
    unread: [
      ...(seats?.isAvailable === false ? (['seats'] as const) : []),
      ...(devices?.isAvailable === false ? (['devices'] as const) : []),
      ...(batches?.isAvailable === false ? (['invitations'] as const) : []),
    ],
  };
}

function seatsOf(part: Overview['seats'] | null): Report['seats'] {
  if (!part?.isAvailable) return null;
  const { users, seats, seatsUsed, idle, over, full } = part;
  return { users, seats, seatsUsed, unused: idle.seats, over: over.count, full: full.count };
}

function devicesOf(part: Overview['devices'] | null): Report['devices'] {
  if (!part?.isAvailable) return null;
  const { devices, offline, longOffline } = part;
  return { devices, offline: offline.count, days: longOffline.days, long: longOffline.count };
}

async function readChanges(actor: Actor, now: Date): Promise<Report['changes']> {
  const { since, counts, seats, items } = await findSeatsChanges(actor, { days: DAYS }, now);
  if (since === null) return null;
  const largest = items.slice(0, LARGEST).map(({ username: user, before, after }) => ({
    ...{ user, before: before?.seats ?? 0, after: after?.seats ?? 0 },
  }));
  return { ...counts, seats, largest };
}
