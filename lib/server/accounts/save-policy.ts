import 'server-only';
import { sql } from 'drizzle-orm';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { accountPolicies } from '@/lib/server/db/schema';
import { findPolicy } from '@/lib/server/policies/find-policies';

/**
 * Lays down an account's policy. The change and its event, with what was before, are written
 * together; where nothing changes nothing is recorded.
 */
export async function savePolicy(
  actor: Actor,
  accountId: string,
  policy: AccountPolicy,
): Promise<AccountPolicy> {
  await db().transaction(async (tx) => {
    // Two administrators one after the other: each event tells what it really replaced.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`policy ${accountId}`}))`);
    const before = await findPolicy(accountId, tx);
    if (JSON.stringify(before) === JSON.stringify(policy)) return;
    await tx
      .insert(accountPolicies)
      .values({ accountId, policy, updatedBy: actor.id })
      .onConflictDoUpdate({
        target: accountPolicies.accountId,
        set: { policy, updatedBy: actor.id, updatedAt: sql`now()` },
      });
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
