import 'server-only';
import type { Account } from '@/lib/server/accounts/accounts';
import {
  findAssignments,
  type Assignable,
  type AssignmentFacts,
} from '@/lib/server/assignments/assignments';
import { customerUsers } from '@/lib/server/db/schema';
import { domainOf } from '@/lib/shared/email/public-domains';

type UserRef = { accountId: string; username: string };

/** To which customers users of these accounts belong; with `users`, only these are asked about. */
export async function assignmentsOf(
  accounts: readonly Pick<Account, 'id'>[],
  users?: readonly UserRef[],
): Promise<(user: UserRef) => AssignmentFacts> {
  const ids = accounts.map(({ id }) => id);
  const assignmentOf = await findAssignments(customerUsers, ids, users?.map(assignable));
  return (user) => assignmentOf(assignable(user));
}

/** A user as it is assigned. */
function assignable({ accountId, username }: UserRef): Assignable {
  return { accountId, itemId: username, name: username, domain: domainOf(username) };
}
