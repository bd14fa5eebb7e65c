import 'server-only';
import { and, eq, sql } from 'drizzle-orm';
import type { Approval, ApprovalState, DecideApprovalInput } from '@/lib/contract/approvals';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { Actor } from '@/lib/server/actor';
import { mailAsker } from '@/lib/server/approvals/tell-by-mail';
import { recordEvent } from '@/lib/server/audit/record';
import { stepUpRequired, isSteppedUp } from '@/lib/server/auth/require-permission';
import { db, type Transaction } from '@/lib/server/db/client';
import { approvals } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { may } from '@/lib/server/policies/permissions';
import { findStanding } from '@/lib/server/policies/standing';
import { formatCount } from '@/lib/shared/format';
import { isInScope, stateOf, toApproval } from './approvals';

/**
 * Approves or declines someone else's request. An approval is valid for one sign-in within the
 * policy's minutes, or for the hours that the approver gives, up to the policy's limit.
 * @throws DeskError `not_found`, `forbidden` their own request, `conflict` no longer pending; `invalid_request` more
 * hours than the policy allows;
 * `step_up_required` to approve, if the policy requires the technician's password confirmation
 */
export async function decideApproval(
  actor: Actor,
  id: string,
  input: DecideApprovalInput,
): Promise<Approval> {
  try {
    return await db().transaction((tx) => decide(tx, actor, id, input));
  } catch (error) {
    if (!(error instanceof RefusedDecision)) throw error;
    const { about, refusal } = error;
    const isOwn = refusal.code === 'forbidden';
    await recordEvent(actor, {
      ...(isOwn
        ? { action: 'approval.own_decision_denied', outcome: 'denied' }
        : { action: 'approval.step_up_required', outcome: 'unknown' }),
      target: about.username,
      accountId: about.accountId,
      details: {
        code: refusal.code,
        approvalId: id,
      },
    });
    throw refusal;
  }
}

async function decide(
  tx: Transaction,
  actor: Actor,
  id: string,
  { approve, note, hours }: DecideApprovalInput,
): Promise<Approval> {
  const row = await lockRequest(tx, actor, id);
  if (row.askedById === actor.id) throw new RefusedDecision(row, ownRequest());
  if (stateOf(row) !== 'pending') throw notPending(row);
  const policy = await findPolicy(row.accountId, tx);
  if (approve) {
    requireHoursWithin(policy, hours);
    if (policy.stepUp !== 'none' && !(await isSteppedUp(actor.sessionId, tx))) {
      throw new RefusedDecision(row, stepUpRequired(actor));
    }
    await requireAskerStillMay(tx, row);
  }
  const minutes = hours === undefined ? policy.approvalMinutes : hours * 60;
  const [decided] = await tx
    .update(approvals)
    .set({
      isApproved: approve,
      note: note || null,
      decidedById: actor.id,
      decidedByEmail: actor.email,
      decidedAt: sql`now()`,
      ...(approve && {
        expiresAt: sql`now() + make_interval(mins => ${minutes})`,
        hours: hours ?? null,
      }),
    })
    .where(eq(approvals.id, id))
    .returning();
  const facts = about(row);
  await recordEvent(
    actor,
    {
      ...facts,
      action: approve ? 'approval.given' : 'approval.declined',
      details: {
        ...facts.details,
        ...(approve && hours !== undefined && { hours }),
        ...(note && { note }),
      },
    },
    tx,
  );
  await mailAsker(tx, row.askedById, {
    by: actor.email,
    what: `Sign in as ${row.username}`,
    isApproved: approve,
    note: note || null,
  });
  return toApproval(decided ?? row, actor);
}

type Row = typeof approvals.$inferSelect;

/** @throws DeskError `not_found`, also if it's about a user whom the actor doesn't see */
async function lockRequest(tx: Transaction, actor: Actor, id: string): Promise<Row> {
  const [row] = await tx
    .select()
    .from(approvals)
    .where(and(eq(approvals.id, id), isInScope(actor)))
    .for('update');
  if (row) return row;
  throw new DeskError('not_found', { detail: 'This request doesn’t exist. Reload the list.' });
}

/** Someone else was faster, or time was: says who or what. */
function notPending(row: Row): DeskError {
  const decider = row.decidedByEmail ?? 'someone else';
  const sentences: Record<ApprovalState, string> = {
    pending: 'This request is still pending.',
    approved: `${decider} has already approved this request.`,
    used: `${decider} has already approved this request, and it was used.`,
    denied: `${decider} has already declined this request.`,
    withdrawn: `${row.askedByEmail} has withdrawn this request.`,
    expired: row.isApproved ? 'The approval has expired.' : 'This request has expired.',
    ended: 'This request has ended.',
  };
  return new DeskError('conflict', { detail: `${sentences[stateOf(row)]} Reload the list.` });
}

/** @throws DeskError `invalid_request` */
function requireHoursWithin({ approvalHours }: AccountPolicy, hours: number | undefined): void {
  if (hours === undefined || hours <= approvalHours) return;
  const message =
    approvalHours === 0
      ? 'This account’s policy allows approvals for one sign-in only.'
      : `This account’s policy allows at most ${formatCount(approvalHours, 'hour')}.`;
  throw new DeskError('invalid_request', {
    detail: message,
    errors: [{ path: 'hours', code: 'above_limit', message }],
  });
}

/** @throws DeskError `conflict` */
async function requireAskerStillMay(tx: Transaction, row: Row): Promise<void> {
  const asker = await findStanding(tx, row.askedById);
  if (asker && may(asker, 'users.auto_login')) {
    const seen = await tx.$count(approvals, and(eq(approvals.id, row.id), isInScope(asker)));
    if (seen === 1) return;
  }
  throw new DeskError('conflict', {
    detail: `${row.askedByEmail} may no longer sign in as this user, so there’s nothing to approve.`,
  });
}

/**
 * The requester takes back their request while no one has decided it.
 * @throws DeskError `not_found`; `conflict` it's no longer pending
 */
export async function withdrawApproval(actor: Actor, id: string): Promise<Approval> {
  return db().transaction(async (tx) => {
    const row = await lockRequest(tx, actor, id);
    // Someone else's: they may not even know of it.
    if (row.askedById !== actor.id) {
      throw new DeskError('not_found', { detail: 'This isn’t a request of yours.' });
    }
    if (stateOf(row) !== 'pending') throw notPending(row);
    const withdrawn = await change(tx, row, { withdrawnAt: sql`now()` });
    await recordEvent(actor, { ...about(row), action: 'approval.withdrawn' }, tx);
    return toApproval(withdrawn, actor);
  });
}

/**
 * Ends what was granted, at once: the next sign-in is refused.
 * @throws DeskError `not_found`; `conflict` it isn't running
 */
export async function endApproval(actor: Actor, id: string): Promise<Approval> {
  return db().transaction(async (tx) => {
    const row = await lockRequest(tx, actor, id);
    if (stateOf(row) !== 'approved') {
      throw new DeskError('conflict', {
        detail:
          'There’s no access to end: it was used, has expired, or has ended. Reload the list.',
      });
    }
    const by = { endedById: actor.id, endedByEmail: actor.email };
    const ended = await change(tx, row, { endedAt: sql`now()`, ...by });
    await recordEvent(actor, { ...about(row), action: 'approval.ended' }, tx);
    return toApproval(ended, actor);
  });
}

type Change = Parameters<ReturnType<typeof updating>['set']>[0];
const updating = (tx: Transaction) => tx.update(approvals);

async function change(tx: Transaction, row: Row, values: Change): Promise<Row> {
  const [changed] = await updating(tx).set(values).where(eq(approvals.id, row.id)).returning();
  return changed ?? row;
}

function about({ id, username, accountId, askedByEmail, reason, ticket }: Row) {
  return {
    outcome: 'success' as const,
    target: username,
    accountId,
    ...(reason !== null && { reason }),
    ...(ticket !== null && { ticket }),
    details: { approvalId: id, askedBy: askedByEmail },
  };
}

function ownRequest(): DeskError {
  return new DeskError('forbidden', {
    detail: 'You can’t decide your own request. Ask someone else to decide it.',
  });
}

/** Carries the event out of the transaction, which is rolled back. */
class RefusedDecision extends Error {
  constructor(
    readonly about: { username: string; accountId: string },
    readonly refusal: DeskError,
  ) {
    super(refusal.code);
  }
}
