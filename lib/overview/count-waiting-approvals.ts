import 'server-only';
import { and, asc, gt, isNull, ne, sql } from 'drizzle-orm';
import type { Actor } from '../auth/actor';
import { db } from '../db/client';
import { approvals } from '../db/schema';
import type { OverviewApprovals } from '../schemas/overview';

/** Requests that this person may decide: not their own, and not past their time. */
export async function countWaitingApprovals(actor: Actor): Promise<OverviewApprovals> {
  const rows = await db()
    .select({ askedBy: approvals.askedByEmail })
    .from(approvals)
    .where(
      and(
        isNull(approvals.decidedAt),
        gt(approvals.expiresAt, sql`now()`),
        ne(approvals.askedById, actor.id),
      ),
    )
    .orderBy(asc(approvals.askedAt));
  return { waiting: rows.length, longestBy: rows[0]?.askedBy ?? null };
}
