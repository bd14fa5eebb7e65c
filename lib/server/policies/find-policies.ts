import 'server-only';
import { eq } from 'drizzle-orm';
import { accountPolicySchema, type AccountPolicy } from '@/lib/contract/policy';
import { staffPolicySchema, type StaffPolicy } from '@/lib/contract/staff-policy';
import { db } from '@/lib/server/db/client';
import { accountPolicies, staffPolicies } from '@/lib/server/db/schema';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** An account's policy as administrators set it, otherwise the defaults. */
export async function findPolicy(
  accountId: string,
  executor: Executor = db(),
): Promise<AccountPolicy> {
  const [row] = await executor
    .select({ policy: accountPolicies.policy })
    .from(accountPolicies)
    .where(eq(accountPolicies.accountId, accountId));
  return accountPolicySchema.parse(row?.policy ?? {});
}

/** The policy for staff as administrators set it, otherwise the defaults. */
export async function findStaffPolicy(executor: Executor = db()): Promise<StaffPolicy> {
  const [row] = await executor.select({ policy: staffPolicies.policy }).from(staffPolicies);
  return staffPolicySchema.parse(row?.policy ?? {});
}
