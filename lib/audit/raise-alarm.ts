import 'server-only';
import { and, eq, gt, sql } from 'drizzle-orm';
import type { Actor } from '../auth/actor';
import { db } from '../db/client';
import { auditEvents } from '../db/schema';
import { log } from '../log';
import type { LimitReached } from '../schemas/audit-actions';
import { recordEvent } from './record-event';

/** Once an hour and person, for the administrators' overview and whoever watches the log. */
export async function raiseAlarm(
  actor: Actor,
  action: LimitReached,
  accountId?: string,
): Promise<void> {
  const [before] = await db()
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
  await recordEvent(actor, { action, outcome: 'denied', accountId });
  log().warn({ staffId: actor.id, accountId, action }, 'limit per hour reached');
}
