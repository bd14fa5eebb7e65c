import 'server-only';
import { asc } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { approvals } from '@/lib/server/db/schema';
import type { OverviewApprovals } from '@/lib/contract/overview';
import { isToDecideBy } from '@/lib/server/sign-in-as/list-approvals';

/** Requests that this person may decide. */
export async function countWaitingApprovals(actor: Actor): Promise<OverviewApprovals> {
  const rows = await db()
    .select({ askedBy: approvals.askedByEmail })
    .from(approvals)
    .where(isToDecideBy(actor))
    .orderBy(asc(approvals.askedAt));
  return { waiting: rows.length, longestBy: rows[0]?.askedBy ?? null };
}
