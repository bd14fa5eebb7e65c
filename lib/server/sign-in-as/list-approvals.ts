import 'server-only';
import { and, count, desc, eq, ne, type SQL } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { may } from '@/lib/server/policies/permissions';
import { db } from '@/lib/server/db/client';
import { approvals } from '@/lib/server/db/schema';
import type { ApprovalsPage, ListApprovalsQuery } from '@/lib/contract/approvals';
import { isInState, toApproval } from './to-approval';
import { withInviters } from './with-inviters';

/** Requests for approval, newest first: one's own; for those who may decide, everybody's. */
export async function listApprovals(
  actor: Actor,
  query: ListApprovalsQuery,
): Promise<ApprovalsPage> {
  const { account, username, state, page, limit } = query;
  const isForAll = may(actor.role, 'approvals.decide') && query.mine === undefined;
  const matching = and(
    account === undefined ? undefined : eq(approvals.accountId, account),
    username === undefined ? undefined : eq(approvals.username, username),
    state === undefined ? undefined : isInState(state),
    isForAll ? undefined : eq(approvals.askedById, actor.id),
  );
  const rows = await db()
    .select()
    .from(approvals)
    .where(matching)
    .orderBy(desc(approvals.askedAt), desc(approvals.id))
    .limit(limit)
    .offset((page - 1) * limit);
  return {
    items: await withInviters(rows.map((row) => toApproval(row, actor))),
    total: await countOf(matching),
    toDecide: may(actor.role, 'approvals.decide') ? await countOf(isToDecideBy(actor)) : 0,
  };
}

/** Requests that this person may decide: not their own, and not past their time. */
export function isToDecideBy(actor: Actor): SQL | undefined {
  return and(isInState('pending'), ne(approvals.askedById, actor.id));
}

async function countOf(condition: SQL | undefined): Promise<number> {
  const [row] = await db().select({ count: count() }).from(approvals).where(condition);
  return row?.count ?? 0;
}
