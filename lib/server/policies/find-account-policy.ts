import 'server-only';
import { eq } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { accountPolicies } from '@/lib/server/db/schema';
import { accountPolicySchema, type AccountPolicy } from '@/lib/contract/policy';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** What administrators laid down for an account; the defaults where they laid down nothing. */
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
