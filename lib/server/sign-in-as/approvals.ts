import 'server-only';
import { and, count, desc, eq, ne, type SQL, isNotNull, isNull, sql, inArray } from 'drizzle-orm';
import type {
  ApprovalsPage,
  ListApprovalsQuery,
  Approval,
  ApprovalState,
} from '@/lib/contract/approvals';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { approvals, staffMembers } from '@/lib/server/db/schema';
import { may, withinScope } from '@/lib/server/policies/permissions';

type Row = typeof approvals.$inferSelect;

export function stateOf(row: Row, now = new Date()): ApprovalState {
  if (row.usedAt) return 'used';
  if (row.isApproved === false) return 'denied';
  if (row.expiresAt <= now) return 'expired';
  return row.isApproved ? 'approved' : 'pending';
}

const isLive = sql`${approvals.expiresAt} > now()`;
const isUnused = isNull(approvals.usedAt);
const isNotDenied = sql`${approvals.isApproved} is distinct from false`;

/** The same as `stateOf`, in SQL. */
function isInState(state: ApprovalState | 'settled'): SQL | undefined {
  switch (state) {
    case 'used':
      return isNotNull(approvals.usedAt);
    case 'denied':
      return and(isUnused, eq(approvals.isApproved, false));
    case 'expired':
      return and(isUnused, isNotDenied, sql`not (${isLive})`);
    case 'approved':
      return and(isUnused, eq(approvals.isApproved, true), isLive);
    case 'pending':
      return and(isNull(approvals.decidedAt), isUnused, isLive);
    case 'settled':
      return sql`not (${and(isNull(approvals.decidedAt), isUnused, isLive)})`;
  }
}

/** As seen by `actor`. */
export function toApproval(row: Row, actor: Actor): Approval {
  const isMine = row.askedById === actor.id;
  const state = stateOf(row);
  return {
    id: row.id,
    accountId: row.accountId,
    username: row.username,
    reason: row.reason,
    ticket: row.ticket,
    state,
    askedBy: { id: row.askedById, email: row.askedByEmail },
    askedAt: row.askedAt.toISOString(),
    decidedBy:
      row.decidedById === null ? null : { id: row.decidedById, email: row.decidedByEmail ?? '' },
    decidedAt: row.decidedAt?.toISOString() ?? null,
    note: row.note,
    expiresAt: row.expiresAt.toISOString(),
    usedAt: row.usedAt?.toISOString() ?? null,
    isMine,
    mayDecide: state === 'pending' && !isMine && may(actor, 'approvals.decide'),
  };
}

/** Requests for approval, newest first: the person's own; for those who may decide, everyone's. */
export async function listApprovals(
  actor: Actor,
  query: ListApprovalsQuery,
): Promise<ApprovalsPage> {
  const { account, username, state, page, limit } = query;
  const isForAll = may(actor, 'approvals.decide') && query.mine === undefined;
  const matching = and(
    withinScope(actor, approvals.accountId),
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
    toDecide: may(actor, 'approvals.decide') ? await countOf(isToDecideBy(actor)) : 0,
  };
}

/** Requests that this person may decide: not their own, and not expired. */
export function isToDecideBy(actor: Actor): SQL | undefined {
  return and(
    isInState('pending'),
    ne(approvals.askedById, actor.id),
    withinScope(actor, approvals.accountId),
  );
}

async function countOf(condition: SQL | undefined): Promise<number> {
  const [row] = await db().select({ count: count() }).from(approvals).where(condition);
  return row?.count ?? 0;
}

/**
 * Returns who created the requester's last link for setting a password: with it they could have
 * been the requester, and then no second person would be involved.
 */
async function withInviters(approvals: Approval[]): Promise<Approval[]> {
  const ids = [...new Set(approvals.map(({ askedBy }) => askedBy.id))];
  if (ids.length === 0) return approvals;
  const rows = await db()
    .select({
      id: staffMembers.id,
      invitedById: staffMembers.invitedById,
      invitedByEmail: staffMembers.invitedByEmail,
    })
    .from(staffMembers)
    .where(and(inArray(staffMembers.id, ids), isNotNull(staffMembers.invitedByEmail)));
  const inviters = new Map(
    rows.map((row) => [row.id, { id: row.invitedById ?? '', email: row.invitedByEmail ?? '' }]),
  );
  return approvals.map((approval) => {
    const invitedBy = inviters.get(approval.askedBy.id);
    if (!invitedBy) return approval;
    return { ...approval, askedBy: { ...approval.askedBy, invitedBy } };
  });
}
