import 'server-only';
import { and, desc, gt, inArray, max, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { limitsReached } from '@/lib/shared/audit-actions';
import type { OverviewReachedLimits } from '@/lib/contract/overview';

/** Who asked for more sign-ins as customers, or more exports, than a policy allows, or made unusually many, within the last day. */
export async function countReachedLimits(): Promise<OverviewReachedLimits> {
  const people = await db()
    .select({ email: max(auditEvents.actorEmail) })
    .from(auditEvents)
    .where(
      and(
        gt(auditEvents.at, sql`now() - interval '24 hours'`),
        inArray(auditEvents.action, limitsReached),
      ),
    )
    .groupBy(auditEvents.actorId)
    .orderBy(desc(max(auditEvents.sequence)));
  return { people: people.length, latest: people[0]?.email ?? null };
}
