import 'server-only';
import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { log } from '@/lib/server/log';
import type { LimitReached } from '@/lib/shared/audit-actions';
import { recordEvent } from './record-event';

type Alarm = {
  action: LimitReached;
  /** Whether what they asked for was refused. */
  outcome: 'denied' | 'success';
  accountId?: string;
};
type Executor = Pick<ReturnType<typeof db>, 'select' | 'execute'>;

/** Once an hour and person, for the administrators' overview and whoever watches the log. */
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
  log().warn(
    { staffId: actor.id, accountId, action },
    'a limit or an alarm of an hour was reached',
  );
}

/**
 * Tells administrators that a person did unusually much within an hour, and stops nothing: a busy
 * hour looks the same as a stolen session.
 */
export async function raiseAlarmFrom(
  least: number,
  { actor, actions, alarm }: { actor: Actor; actions: readonly string[]; alarm: LimitReached },
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
