import 'server-only';
import { and, desc, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { Actor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { approvals } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import type { Customer } from '@/lib/server/users/sign-in-attempts';
import { stateOf } from './approvals';
import { inputDenial } from './policy-denial';

export type Words = { reason?: string; ticket?: string };
type Row = typeof approvals.$inferSelect;
type Asked = { customer: Customer; said: Words };

/**
 * The person's usable approval for this user: preferably one for these details; null if there is
 * none. This doesn't use it up.
 */
export async function findApproval(
  tx: Transaction,
  actor: Actor,
  { customer, said }: Asked,
): Promise<Row | null> {
  const rows = await tx
    .select()
    .from(approvals)
    .where(and(isTheirs(actor, customer), isUsable))
    .orderBy(approvals.expiresAt)
    .for('update');
  return rows.find((row) => !differs(row, said)) ?? rows[0] ?? null;
}

/** What is recorded of the sign-in: what was approved, plus only what that left open. */
export function approvedWords(approval: Row, said: Words): Words {
  const reason = approval.reason ?? said.reason;
  const ticket = approval.ticket ?? said.ticket;
  return { ...(reason && { reason }), ...(ticket && { ticket }) };
}

/** @throws DeskError `approval_required` it was granted for something else */
export function requireSameWords(approval: Row, said: Words, policy: AccountPolicy): void {
  if (differs(approval, said) || addsMore(approval, said, policy)) throw otherWords(approval);
}

/**
 * Counts the use for this attempt. Of two at once, one finds an approval for one sign-in used.
 * @throws DeskError `approval_required`
 */
export async function spendApproval(tx: Transaction, id: string, attemptId: string): Promise<void> {
  const spent = await tx
    .update(approvals)
    .set({ usedAt: sql`now()`, uses: sql`${approvals.uses} + 1`, usedFor: attemptId })
    .where(and(eq(approvals.id, id), isUsable));
  if (spent.rowCount === 1) return;
  throw new DeskError('approval_required', { detail: sentences.used });
}

/** Granted, still running, and for hours or not used yet. */
const isUsable = and(
  eq(approvals.isApproved, true),
  isNull(approvals.endedAt),
  gt(approvals.expiresAt, sql`now()`),
  or(isNotNull(approvals.hours), isNull(approvals.usedAt)),
);

/** Omitted details are taken from the approval. */
function differs(approval: Row, said: Words): boolean {
  return (['reason', 'ticket'] as const).some((field) => {
    const approved = approval[field];
    return approved !== null && !!said[field] && said[field] !== approved;
  });
}

/** More than was approved may be given only if the policy has since started to require it. */
function addsMore(approval: Row, said: Words, policy: AccountPolicy): boolean {
  const adds =
    (approval.reason === null && !!said.reason) || (approval.ticket === null && !!said.ticket);
  if (!adds) return false;
  return (
    inputDenial(policy, { username: approval.username, ...approvedWords(approval, {}) }) === null
  );
}

/** Why there is no usable approval, and what to do. */
export async function noApproval(
  tx: Transaction,
  actor: Actor,
  customer: Customer,
): Promise<DeskError> {
  const [last] = await tx
    .select()
    .from(approvals)
    .where(isTheirs(actor, customer))
    .orderBy(desc(approvals.askedAt))
    .limit(1);
  return new DeskError('approval_required', { detail: sentences[last ? stateOf(last) : 'none'] });
}

function otherWords({ reason, ticket }: Row): DeskError {
  const words = [reason && `the reason “${reason}”`, ticket && `the ticket ${ticket}`];
  const approved = words.filter(Boolean).join(' and ') || 'no reason and no ticket';
  return new DeskError('approval_required', {
    detail: `The approval is for ${approved}. Sign in with the same details, or request another approval.`,
  });
}

function isTheirs(actor: Actor, customer: Customer) {
  return and(
    eq(approvals.askedById, actor.id),
    eq(approvals.accountId, customer.accountId),
    eq(approvals.username, customer.username),
  );
}

const ask = 'Request approval in Reseller Desk, then sign in once it’s granted.';
const sentences = {
  none: `This account’s policy requires approval by a second person. ${ask}`,
  pending: 'Your request is still pending. Sign in once it’s approved.',
  approved: `This approval can’t be used. ${ask}`,
  denied: `Your request was declined. ${ask}`,
  expired: `Your request or its approval has expired. ${ask}`,
  used: `The last approval was used or has run out. ${ask}`,
  withdrawn: `You withdrew your request. ${ask}`,
  ended: `Your access was ended. ${ask}`,
};

/**
 * The sign-in it was used for didn't happen. Called twice, it gives back once, and never what
 * another attempt has used since.
 */
export async function giveBackApproval(id: string, attemptId: string): Promise<void> {
  await db()
    .update(approvals)
    .set({
      uses: sql`${approvals.uses} - 1`,
      usedAt: sql`case when ${approvals.uses} > 1 then ${approvals.usedAt} end`,
      usedFor: null,
    })
    .where(and(eq(approvals.id, id), eq(approvals.usedFor, attemptId)));
}
