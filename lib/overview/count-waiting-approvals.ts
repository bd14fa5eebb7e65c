import 'server-only';
import { asc } from 'drizzle-orm';
import type { Actor } from '../auth/actor';
import { db } from '../db/client';
import { approvals } from '../db/schema';
import type { OverviewApprovals } from '../schemas/overview';
import { isToDecideBy } from '../users/list-approvals';

/** Requests that this person may decide. */
export async function countWaitingApprovals(actor: Actor): Promise<OverviewApprovals> {
  const rows = await db()
    .select({ askedBy: approvals.askedByEmail })
    .from(approvals)
    .where(isToDecideBy(actor))
    .orderBy(asc(approvals.askedAt));
  return { waiting: rows.length, longestBy: rows[0]?.askedBy ?? null };
}
