import 'server-only';
import { sql } from 'drizzle-orm';
import type { ChangeStaffPolicyInput, StaffPolicy } from '@/lib/contract/staff-policy';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
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
    await tx
      .insert(staffPolicies)
      .values({ policy, updatedBy: actor.id })
      .onConflictDoUpdate({
        target: staffPolicies.id,
        set: { policy, updatedBy: actor.id, updatedAt: sql`now()` },
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
