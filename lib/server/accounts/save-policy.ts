import 'server-only';
import { sql } from 'drizzle-orm';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { Actor } from '@/lib/server/actor';
import { endForbiddenGrants } from '@/lib/server/approvals/end-grants';
import { recordEvent } from '@/lib/server/audit/record';
import type { Around } from '@/lib/server/db/around';
import { db, type Transaction } from '@/lib/server/db/client';
import { accountPolicies } from '@/lib/server/db/schema';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { holdAccount } from './accounts';

/**
 * Saves an account's policy. The change and its event, with the previous values, are written
 * together; if nothing changes, nothing is recorded.
 */
export async function savePolicy(
  actor: Actor,
  accountId: string,
  policy: AccountPolicy,
  around: Around = {},
): Promise<AccountPolicy> {
  await db().transaction(async (tx) => {
    // One administrator at a time, so that each event records what it really replaced.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`policy ${accountId}`}))`);
    await holdAccount(tx, accountId);
    await around.before?.(tx);
    const before = await findPolicy(accountId, tx);
    const isSame = JSON.stringify(before) === JSON.stringify(policy);
    if (!isSame) await replacePolicy(tx, actor, { accountId, before, policy });
    await around.after?.(tx);
  });
  return policy;
}

type Replacement = { accountId: string; before: AccountPolicy; policy: AccountPolicy };

async function replacePolicy(
  tx: Transaction,
  actor: Actor,
  { accountId, before, policy }: Replacement,
): Promise<void> {
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
}
