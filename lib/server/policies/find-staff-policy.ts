import 'server-only';
import { db } from '@/lib/server/db/client';
import { staffPolicies } from '@/lib/server/db/schema';
import { staffPolicySchema, type StaffPolicy } from '@/lib/contract/staff-policy';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** What administrators laid down for staff; the defaults where they laid down nothing. */
export async function findStaffPolicy(executor: Executor = db()): Promise<StaffPolicy> {
  const [row] = await executor.select({ policy: staffPolicies.policy }).from(staffPolicies);
  return staffPolicySchema.parse(row?.policy ?? {});
}
