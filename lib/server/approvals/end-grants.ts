import 'server-only';
import { and, eq, gt, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { EndCause } from '@/lib/contract/approvals';
import type { AccountPolicy } from '@/lib/contract/policy';
import { isBlockedCustomer } from '@/lib/contract/policy-rules';
import type { Actor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import type { Transaction } from '@/lib/server/db/client';
import { approvals } from '@/lib/server/db/schema';

/** Requests that wait, and grants that can be used. */
const isOpen = and(
  isNull(approvals.withdrawnAt),
  isNull(approvals.endedAt),
  gt(approvals.expiresAt, sql`now()`),
  or(
    isNull(approvals.decidedAt),
    and(eq(approvals.isApproved, true), or(isNotNull(approvals.hours), isNull(approvals.usedAt))),
  ),
);

/** Ends what someone has asked for or was granted: they may no longer do it, or not as before. */
export async function endGrantsOf(
  tx: Transaction,
  actor: Actor,
  staffId: string,
  because: EndCause,
): Promise<void> {
  await end(tx, actor, eq(approvals.askedById, staffId), because);
}

/**
 * What a new policy of the account forbids ends: grants for more hours than allowed now, and those
 * for a blocked customer. Approvals for one sign-in can be used no longer than the policy now says.
 */
export async function endForbiddenGrants(
  tx: Transaction,
  actor: Actor,
  accountId: string,
  policy: AccountPolicy,
): Promise<void> {
  const ofAccount = and(eq(approvals.accountId, accountId), isOpen);
  const open = await tx.select().from(approvals).where(ofAccount);
  const forbidden = open.filter(
    ({ username, hours }) =>
      isBlockedCustomer(policy, username) || (hours ?? 0) > policy.approvalHours,
  );
  const ids = forbidden.map(({ id }) => id);
  if (ids.length > 0) await end(tx, actor, inArray(approvals.id, ids), 'policy');
  const limit = sql`${approvals.decidedAt} + make_interval(mins => ${policy.approvalMinutes})`;
  await tx
    .update(approvals)
    .set({ expiresAt: sql`least(${approvals.expiresAt}, ${limit})` })
    .where(and(ofAccount, eq(approvals.isApproved, true), isNull(approvals.hours)));
}

async function end(tx: Transaction, actor: Actor, which: SQL, because: EndCause): Promise<void> {
  const ended = await tx
    .update(approvals)
    .set({
      endedAt: sql`now()`,
      endedById: actor.id,
      endedByEmail: actor.email,
      endedBecause: because,
    })
    .where(and(which, isOpen))
    .returning();
  await recordEvents(
    actor,
    ended.map(({ id, username, accountId, askedByEmail }) => ({
      action: 'approval.ended' as const,
      outcome: 'success' as const,
      target: username,
      accountId,
      details: { approvalId: id, askedBy: askedByEmail, because },
    })),
    tx,
  );
}
