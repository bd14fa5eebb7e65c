import 'server-only';
import { db } from '../db/client';
import { staffPolicies } from '../db/schema';
import { staffPolicySchema, type StaffPolicy } from '../schemas/staff-policy';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** What administrators laid down for staff; the defaults where they laid down nothing. */
export async function findStaffPolicy(executor: Executor = db()): Promise<StaffPolicy> {
  const [row] = await executor.select({ policy: staffPolicies.policy }).from(staffPolicies);
  return staffPolicySchema.parse(row?.policy ?? {});
}
