import 'server-only';
import { and, count, desc, eq, ne, type SQL, isNotNull, isNull, sql, inArray } from 'drizzle-orm';
import {
  approvalStates,
  type ApprovalsPage,
  type ListApprovalsQuery,
  type Approval,
  type ApprovalNews,
  type ApprovalsNews,
  type ApprovalState,
  type SeeNewsInput,
} from '@/lib/contract/approvals';
import type { Actor } from '@/lib/server/actor';
import { namesOf, withName } from '@/lib/server/approvals/names';
import { db } from '@/lib/server/db/client';
import { approvals, staffMembers } from '@/lib/server/db/schema';
import { may, type Viewer, withinScope, withUsersInScope } from '@/lib/server/policies/permissions';

type Row = typeof approvals.$inferSelect;

export function stateOf(row: Row, now = new Date()): ApprovalState {
  if (row.endedAt) return 'ended';
  if (row.withdrawnAt) return 'withdrawn';
  if (row.isApproved === false) return 'denied';
  const isOver = row.expiresAt <= now;
  if (row.usedAt && (isOver || row.hours === null)) return 'used';
  if (isOver) return 'expired';
  return row.isApproved ? 'approved' : 'pending';
}

/** Requests to sign in as users that the person may see. */
export function isInScope(viewer: Viewer): SQL | undefined {
  const { accountId, username } = approvals;
  return and(withinScope(viewer, accountId), withUsersInScope(viewer, accountId, username));
}

/** The same as `stateOf`, in SQL. */
const stateInSql = sql<ApprovalState>`case
  when ${approvals.endedAt} is not null then 'ended'
  when ${approvals.withdrawnAt} is not null then 'withdrawn'
  when ${approvals.isApproved} = false then 'denied'
  when ${approvals.usedAt} is not null and (${approvals.expiresAt} <= now() or ${approvals.hours} is null)
    then 'used'
  when ${approvals.expiresAt} <= now() then 'expired'
  when ${approvals.isApproved} then 'approved'
  else 'pending' end`;

function isInState(state: ApprovalState | 'settled' | 'past'): SQL | undefined {
  if (state === 'settled') return sql`${stateInSql} <> 'pending'`;
  if (state === 'past') return sql`${stateInSql} not in ('pending', 'approved')`;
  // Few are undecided: an index has them.
  const isUndecided = state === 'pending' ? isNull(approvals.decidedAt) : undefined;
  return and(isUndecided, sql`${stateInSql} = ${state}`);
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
    hours: row.hours,
    uses: row.uses,
    usedAt: row.usedAt?.toISOString() ?? null,
    ended: endOf(row),
    isMine,
    mayDecide: state === 'pending' && !isMine && may(actor, 'approvals.decide'),
    mayEnd: state === 'approved' && may(actor, 'approvals.decide'),
  };
}

function endOf({ endedAt, endedById, endedByEmail, endedBecause }: Row): Approval['ended'] {
  if (endedAt === null) return null;
  const by = { id: endedById ?? '', email: endedByEmail ?? '' };
  return { at: endedAt.toISOString(), by, because: endedBecause };
}

/** Requests for approval, newest first: the person's own; for those who may decide, everyone's. */
export async function listApprovals(
  actor: Actor,
  query: ListApprovalsQuery,
): Promise<ApprovalsPage> {
  const { account, username, state, page, limit } = query;
  const isForAll = may(actor, 'approvals.decide') && query.mine === undefined;
  const matching = and(
    isInScope(actor),
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
    items: await withPeople(rows.map((row) => toApproval(row, actor))),
    total: await countOf(matching),
    toDecide: may(actor, 'approvals.decide') ? await countOf(isToDecideBy(actor)) : 0,
  };
}

/** Requests that this person may decide: not their own, and not expired. */
export function isToDecideBy(actor: Actor): SQL | undefined {
  return and(isInState('pending'), ne(approvals.askedById, actor.id), isInScope(actor));
}

const NEWS_DAYS = 7;
const MOST_NEWS = 20;

/** What the navigation shows on every page of requests to sign in. */
export async function findNews(actor: Actor): Promise<Omit<ApprovalsNews, 'changes'>> {
  const isOwn = and(eq(approvals.askedById, actor.id), isInScope(actor));
  const isShown = may(actor, 'approvals.decide') ? isInScope(actor) : isOwn;
  const isNew = and(
    isOwn,
    sql`${approvals.askedAt} > now() - make_interval(days => ${NEWS_DAYS})`,
    sql`${stateInSql} in ('approved', 'denied', 'expired', 'ended')`,
    sql`${approvals.seenState} is distinct from ${stateInSql}`,
  );
  const rows = await db()
    .select()
    .from(approvals)
    .where(isNew)
    .orderBy(desc(approvals.askedAt))
    .limit(MOST_NEWS);
  const names = await namesOf(
    rows.flatMap(({ decidedById, endedById }) => [decidedById, endedById]),
  );
  return {
    waiting: await countOf(and(isInState('pending'), isShown)),
    toDecide: may(actor, 'approvals.decide') ? await countOf(isToDecideBy(actor)) : 0,
    own: await countOf(and(isOwn, sql`${stateInSql} in ('pending', 'approved')`)),
    news: rows.flatMap((row) => toNews(row, names)),
  };
}

function toNews(row: Row, names: ReadonlyMap<string, string>): ApprovalNews[] {
  const state = stateOf(row);
  if (state === 'pending' || state === 'used' || state === 'withdrawn') return [];
  const { id, accountId, username, hours, note } = row;
  const decidedBy = names.get(row.decidedById ?? '') ?? row.decidedByEmail;
  const endedBy = names.get(row.endedById ?? '') ?? row.endedByEmail;
  const by = { ended: endedBy, expired: null, approved: decidedBy, denied: decidedBy };
  return [
    {
      ...{ id, state, accountId, username, hours, note },
      expiresAt: row.expiresAt.toISOString(),
      by: by[state],
    },
  ];
}

/** The person has seen these states of their requests, on whichever device. */
export async function seeNews(actor: Actor, { seen }: SeeNewsInput): Promise<void> {
  for (const { id, state } of seen) {
    const seenState = approvalStates.find((one) => one === state);
    if (!seenState) continue;
    await db()
      .update(approvals)
      .set({ seenState })
      .where(and(eq(approvals.id, id), eq(approvals.askedById, actor.id)));
  }
}

async function countOf(condition: SQL | undefined): Promise<number> {
  const [row] = await db().select({ count: count() }).from(approvals).where(condition);
  return row?.count ?? 0;
}

/** The same with everyone's name. */
async function withPeople(approvals: Approval[]): Promise<Approval[]> {
  const invited = await withInviters(approvals);
  const names = await namesOf(
    invited.flatMap(({ askedBy, decidedBy, ended }) => [
      ...[askedBy.id, askedBy.invitedBy?.id, decidedBy?.id, ended?.by.id],
    ]),
  );
  return invited.map((approval) => {
    const { askedBy, decidedBy, ended } = approval;
    const { invitedBy } = askedBy;
    return {
      ...approval,
      askedBy: {
        ...withName(askedBy, names),
        ...(invitedBy && { invitedBy: withName(invitedBy, names) }),
      },
      decidedBy: decidedBy && withName(decidedBy, names),
      ended: ended && { ...ended, by: withName(ended.by, names) },
    };
  });
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
