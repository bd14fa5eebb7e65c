import 'server-only';
import { and, eq, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import { may } from '@/lib/server/policies/permissions';
import type { Actor } from '@/lib/server/actor';
import { approvals } from '@/lib/server/db/schema';
import type { Approval, ApprovalState } from '@/lib/contract/approvals';

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

/** The same for SQL: what `stateOf` says, asked of the database. */
export function isInState(state: ApprovalState | 'settled'): SQL | undefined {
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

/** As `actor` sees it. */
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
    mayDecide: state === 'pending' && !isMine && may(actor.role, 'approvals.decide'),
  };
}
