import 'server-only';
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import { ApiError } from '../api/api-error';
import type { Actor } from '../auth/actor';
import { db, type Transaction } from '../db/client';
import { approvals } from '../db/schema';
import { stateOf } from './to-approval';

type Customer = { accountId: string; username: string };

/**
 * Uses up the person's consent for this customer. @returns its id
 * @throws ApiError `approval_required` there is none that holds
 */
export async function spendApproval(
  tx: Transaction,
  actor: Actor,
  customer: Customer,
): Promise<string> {
  const isTheirs = and(
    eq(approvals.askedById, actor.id),
    eq(approvals.accountId, customer.accountId),
    eq(approvals.username, customer.username),
  );
  const [approved] = await tx
    .select({ id: approvals.id })
    .from(approvals)
    .where(
      and(
        isTheirs,
        eq(approvals.isApproved, true),
        isNull(approvals.usedAt),
        gt(approvals.expiresAt, sql`now()`),
      ),
    )
    .orderBy(approvals.expiresAt)
    .limit(1)
    .for('update');
  if (approved) {
    const used = { usedAt: sql`now()` };
    await tx.update(approvals).set(used).where(eq(approvals.id, approved.id));
    return approved.id;
  }
  const [last] = await tx
    .select()
    .from(approvals)
    .where(isTheirs)
    .orderBy(desc(approvals.askedAt))
    .limit(1);
  throw new ApiError('approval_required', { detail: sentences[last ? stateOf(last) : 'none'] });
}

const ask = 'Ask for it in Reseller Desk, and sign in when it was given.';
const sentences = {
  none: `The policy of this account asks for a second person’s approval first. ${ask}`,
  pending: 'Your request for approval has not been decided yet. Sign in when it was given.',
  approved: `The approval can’t be used. ${ask}`,
  denied: `Your request for approval was declined. ${ask}`,
  expired: `The approval, or your request for it, has run out. ${ask}`,
  used: `The last approval was used up by a sign-in; each needs one of its own. ${ask}`,
};

/** The sign-in it was used for didn't come about. */
export async function giveBackApproval(id: string): Promise<void> {
  await db().update(approvals).set({ usedAt: null }).where(eq(approvals.id, id));
}
