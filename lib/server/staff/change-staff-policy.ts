import 'server-only';
import { sql } from 'drizzle-orm';
import type { Role } from '@/lib/contract/staff';
import type { ChangeStaffPolicyInput, StaffPolicy } from '@/lib/contract/staff-policy';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { staffPolicies } from '@/lib/server/db/schema';
import { findStaffPolicy } from '@/lib/server/policies/find-policies';

/**
 * Changes the staff policy; fields that are left out stay. The change and its event, with the
 * previous values, are written together; if nothing changes, nothing is recorded.
 */
export async function changeStaffPolicy(
  actor: Actor,
  change: ChangeStaffPolicyInput,
): Promise<StaffPolicy> {
  return db().transaction(async (tx) => {
    // One administrator at a time, so that each event records what it really replaced.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('staff policy'))`);
    const before = await findStaffPolicy(tx);
    const policy = { ...before, ...change };
    if (JSON.stringify(before) === JSON.stringify(policy)) return before;
    const factorRequiredSince = await requiredSince(tx, policy);
    const row = { policy, factorRequiredSince, updatedBy: actor.id };
    await tx
      .insert(staffPolicies)
      .values(row)
      .onConflictDoUpdate({
        target: staffPolicies.id,
        set: { ...row, updatedAt: sql`now()` },
      });
    await recordEvent(
      actor,
      {
        action: 'staff.policy_changed',
        outcome: 'success',
        details: { before, after: policy },
      },
      tx,
    );
    return policy;
  });
}

/** Since when each role must have a second factor: a role that is added starts now. */
async function requiredSince(
  tx: Transaction,
  { secondFactorFor }: StaffPolicy,
): Promise<Partial<Record<Role, string>>> {
  const [before] = await tx
    .select({ since: staffPolicies.factorRequiredSince })
    .from(staffPolicies);
  const { rows } = await tx.execute<{ now: string }>(sql`select now()::text as now`);
  const now = rows[0]?.now ?? '';
  return Object.fromEntries(secondFactorFor.map((role) => [role, before?.since[role] ?? now]));
}
