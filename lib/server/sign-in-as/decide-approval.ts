import 'server-only';
import { eq, sql } from 'drizzle-orm';
import type { Approval, DecideApprovalInput } from '@/lib/contract/approvals';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { stepUpRequired, isSteppedUp } from '@/lib/server/auth/require-permission';
import { db } from '@/lib/server/db/client';
import { approvals } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { maySeeAccount } from '@/lib/server/policies/permissions';
import { stateOf, toApproval } from './approvals';

/**
 * Approves or declines someone else's request; an approval is valid for the policy's minutes and
 * for one sign-in.
 * @throws DeskError `not_found`, `forbidden` their own request, `conflict` no longer pending,
 * `step_up_required` to approve, if the policy requires the technician's password confirmation
 */
export async function decideApproval(
  actor: Actor,
  id: string,
  { approve, note }: DecideApprovalInput,
): Promise<Approval> {
  try {
    return await db().transaction(async (tx) => {
      const [row] = await tx.select().from(approvals).where(eq(approvals.id, id)).for('update');
      if (!row || !maySeeAccount(actor, row.accountId)) {
        throw new DeskError('not_found', {
          detail: 'This request doesn’t exist. Reload the list.',
        });
      }
      if (row.askedById === actor.id) throw new RefusedDecision(row, ownRequest());
      if (stateOf(row) !== 'pending') {
        throw new DeskError('conflict', {
          detail: 'This request was already decided or has expired. Reload the list.',
        });
      }
      const { approvalMinutes, stepUp } = await findPolicy(row.accountId, tx);
      if (approve && stepUp !== 'none' && !(await isSteppedUp(actor.sessionId, tx))) {
        throw new RefusedDecision(row, stepUpRequired());
      }
      const [decided] = await tx
        .update(approvals)
        .set({
          isApproved: approve,
          note: note || null,
          decidedById: actor.id,
          decidedByEmail: actor.email,
          decidedAt: sql`now()`,
          ...(approve && { expiresAt: sql`now() + make_interval(mins => ${approvalMinutes})` }),
        })
        .where(eq(approvals.id, id))
        .returning();
      await recordEvent(
        actor,
        {
          action: approve ? 'approval.given' : 'approval.declined',
          outcome: 'success',
          target: row.username,
          accountId: row.accountId,
          ...(row.reason !== null && { reason: row.reason }),
          ...(row.ticket !== null && { ticket: row.ticket }),
          details: { approvalId: id, askedBy: row.askedByEmail, ...(note && { note }) },
        },
        tx,
      );
      return toApproval(decided ?? row, actor);
    });
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
