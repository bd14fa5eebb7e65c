import 'server-only';
import { and, desc, eq } from 'drizzle-orm';
import type { Actor } from '../auth/actor';
import { may } from '../auth/permissions';
import { db } from '../db/client';
import { approvals } from '../db/schema';
import type { Approval, ListApprovalsQuery } from '../schemas/approvals';
import { toApproval } from './to-approval';
import { withInviters } from './with-inviters';

/** Requests for approval, newest first: one's own; for those who may decide, everybody's. */
export async function listApprovals(actor: Actor, query: ListApprovalsQuery): Promise<Approval[]> {
  const isForAll = may(actor.role, 'approvals.decide') && query.mine === undefined;
  const rows = await db()
    .select()
    .from(approvals)
    .where(
      and(
        query.account === undefined ? undefined : eq(approvals.accountId, query.account),
        isForAll ? undefined : eq(approvals.askedById, actor.id),
      ),
    )
    .orderBy(desc(approvals.askedAt))
    .limit(query.limit);
  const items = await withInviters(rows.map((row) => toApproval(row, actor)));
  return query.state === undefined ? items : items.filter(({ state }) => state === query.state);
}
