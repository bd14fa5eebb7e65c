import 'server-only';
import { sql } from 'drizzle-orm';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { Actor } from '@/lib/server/actor';
import { endForbiddenGrants } from '@/lib/server/approvals/end-grants';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { accountPolicies } from '@/lib/server/db/schema';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { holdAccount } from './hold-account';

/**
 * Saves an account's policy. The change and its event, with the previous values, are written
 * together; if nothing changes, nothing is recorded.
 */
export async function savePolicy(
  actor: Actor,
  accountId: string,
  policy: AccountPolicy,
): Promise<AccountPolicy> {
  await db().transaction(async (tx) => {
    // One administrator at a time, so that each event records what it really replaced.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`policy ${accountId}`}))`);
    await holdAccount(tx, accountId);
    const before = await findPolicy(accountId, tx);
    if (JSON.stringify(before) === JSON.stringify(policy)) return;
    await tx
      .insert(accountPolicies)
      .values({ accountId, policy, updatedBy: actor.id })
      .onConflictDoUpdate({
        target: accountPolicies.accountId,
        set: { policy, updatedBy: actor.id, updatedAt: sql`now()` },
      });
    await endForbiddenGrants(tx, actor, accountId, policy);
    await recordEvent(
      actor,
      {
        action: 'account.policy_changed',
        outcome: 'success',
        target: accountId,
        accountId,
        details: { before, after: policy },
      },
      tx,
    );
  });
  return policy;
}
