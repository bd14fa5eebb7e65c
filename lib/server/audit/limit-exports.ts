import 'server-only';
import { sql, type SQL, and, eq, gt, inArray } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { withoutEffect } from '@/lib/server/db/errors';
import { auditEvents } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { log } from '@/lib/server/log';
import { findStaffPolicy } from '@/lib/server/policies/find-policies';
import {
  LIMIT_OF_EXPORTS,
  MANY_EXPORTS,
  type AuditAction,
  type LimitReached,
} from '@/lib/shared/audit-actions';
import { formatCount, formatMinutes } from '@/lib/shared/format';
import { recordEvent, type NewAuditEvent } from './record';

const EXPORTS = [
  'users.exported',
  'customers.exported',
  'statement.exported',
  'devices.exported',
  'batch.exported',
  'activity.exported',
] as const;

const MANY_EXPORTS_AN_HOUR = 5;

type ExportEvent = Omit<NewAuditEvent, 'action' | 'outcome'> & { action: (typeof EXPORTS)[number] };

/**
 * Records that a person exports a file of customers, devices or audit events, before its first line leaves.
 * @throws DeskError `rate_limited` if the policy allows no more within this hour
 */
export async function recordExport(actor: Actor, event: ExportEvent): Promise<void> {
  await underLimit(actor, event, async (tx) => {
    await recordEvent(actor, { ...event, outcome: 'success' }, tx);
    await raiseAlarmFrom(
      MANY_EXPORTS_AN_HOUR,
      { actor, actions: EXPORTS, alarm: MANY_EXPORTS },
      tx,
    );
  });
}

/**
 * Whether a person may export a file now. A page asks before it lets the browser save one: a
 * refusal would be saved as if it were the file.
 * @throws DeskError `rate_limited`
 */
export async function requireExportLeft(actor: Actor): Promise<void> {
  await underLimit(actor, {}, async () => {});
}

async function underLimit(
  actor: Actor,
  { action: wanted, target, accountId }: Partial<ExportEvent>,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  try {
    await db().transaction(async (tx) => {
      // One at a time, so that two can't both be the last one within the limit.
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`export ${actor.id}`}))`);
      const { exportsPerHour: limit } = await findStaffPolicy(tx);
      const seconds = await secondsOverLimit(tx, { actorId: actor.id, actions: EXPORTS, limit });
      if (limit !== null && seconds !== null) throw overLimit(limit, seconds);
      await work(tx);
    });
  } catch (error) {
    // Nothing of the file has left, so it may be requested again.
    if (!(error instanceof DeskError)) throw withoutEffect(error);
    const details = { code: error.code, wanted };
    await recordEvent(actor, {
      action: 'access.denied',
      outcome: 'denied',
      target,
      accountId,
      details,
    });
    await raiseAlarm(actor, { action: LIMIT_OF_EXPORTS, outcome: 'denied' });
    throw error;
  }
}

function overLimit(limit: number, seconds: number): DeskError {
  return new DeskError('rate_limited', {
    detail: `You’ve exported ${formatCount(limit, 'time')} in the last hour, which is the limit of the team policy. Try again in ${formatMinutes(seconds)}.`,
    retryAfterSeconds: seconds,
  });
}

type Counted = {
  actorId: string;
  /** Without it, of all accounts. */
  accountId?: string;
  actions: readonly AuditAction[];
  /** Events that each cancel out one of those. */
  takenBack?: SQL;
  limit: number | null;
};

/**
 * How long a person has to wait who did something `limit` times within the last hour; null: not at
 * all. Counts events of the audit log, under the caller's lock: what isn't recorded isn't done.
 */
export async function secondsOverLimit(
  tx: Transaction,
  { actorId, accountId, actions, takenBack = sql`false`, limit }: Counted,
): Promise<number | null> {
  if (limit === null) return null;
  const ofAccount = accountId === undefined ? sql`true` : sql`account_id = ${accountId}`;
  const { rows } = await tx.execute<{ seconds: string }>(sql`
    with recent as (
      select at, action, details from audit_events
      where at > now() - interval '1 hour' and actor_id = ${actorId} and ${ofAccount}
    )
    select extract(epoch from at + interval '1 hour' - now()) as seconds from recent
    where action = any(${sql.param([...actions])}::text[])
    order by at desc
    offset ${limit - 1} + (select count(*) from recent where ${takenBack})
    limit 1`);
  return rows[0] ? Math.max(1, Math.ceil(Number(rows[0].seconds))) : null;
}

type Alarm = {
  action: LimitReached;
  /** Whether the request was refused. */
  outcome: 'denied' | 'success';
  accountId?: string;
};
type Executor = Pick<ReturnType<typeof db>, 'select' | 'execute'>;

/** Once per hour and person, for the administrators' overview and for monitoring the log. */
export async function raiseAlarm(
  actor: Actor,
  { action, outcome, accountId }: Alarm,
  executor: Executor = db(),
): Promise<void> {
  const [before] = await executor
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.action, action),
        eq(auditEvents.actorId, actor.id),
        accountId === undefined ? undefined : eq(auditEvents.accountId, accountId),
        gt(auditEvents.at, sql`now() - interval '1 hour'`),
      ),
    )
    .limit(1);
  if (before) return;
  await recordEvent(actor, { action, outcome, accountId }, executor);
  log().warn({ staffId: actor.id, accountId, action }, 'hourly limit or alarm reached');
}

/**
 * Alerts administrators that a person did unusually much within an hour, and stops nothing: a busy
 * hour looks the same as a stolen session.
 */
export async function raiseAlarmFrom(
  least: number,
  { actor, actions, alarm }: { actor: Actor; actions: readonly AuditAction[]; alarm: LimitReached },
  tx: Transaction,
): Promise<void> {
  const recent = and(
    eq(auditEvents.actorId, actor.id),
    inArray(auditEvents.action, [...actions]),
    gt(auditEvents.at, sql`now() - interval '1 hour'`),
  );
  if ((await tx.$count(auditEvents, recent)) < least) return;
  await raiseAlarm(actor, { action: alarm, outcome: 'success' }, tx);
}
