import 'server-only';
import type { Account } from '@/lib/server/accounts/accounts';
import {
  findAssignments,
  type Assignable,
  type AssignmentFacts,
} from '@/lib/server/assignments/assignments';
import type { Transaction } from '@/lib/server/db/client';
import { customerUsers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { maySeeCustomer } from '@/lib/server/policies/permissions';
import { domainOf } from '@/lib/shared/email/public-domains';

type UserRef = { accountId: string; username: string };

/**
 * To which customers users of these accounts belong; with `users`, only these are asked about.
 * @param tx answers as this transaction has changed it
 */
export async function assignmentsOf(
  accounts: readonly Pick<Account, 'id'>[],
  users?: readonly UserRef[],
  tx?: Pick<Transaction, 'select'>,
): Promise<(user: UserRef) => AssignmentFacts> {
  const ids = accounts.map(({ id }) => id);
  const assignmentOf = await findAssignments(customerUsers, ids, users?.map(assignable), tx);
  return (user) => assignmentOf(assignable(user));
}

/** A user as it is assigned. */
function assignable({ accountId, username }: UserRef): Assignable {
  return { accountId, itemId: username, name: username, domain: domainOf(username) };
}

type Seen = Pick<Account, 'id' | 'customerIds'>;

/**
 * Which users of the account the person may see: those that belong to one of their customers, also
 * if they aren't listed.
 * @param usernames only these are asked about; if left out, any
 */
export async function usersInScope(
  account: Seen,
  usernames?: readonly string[],
): Promise<(username: string) => boolean> {
  const { id: accountId } = account;
  if (account.customerIds === null) return () => true;
  const users = usernames?.map((username) => ({ accountId, username }));
  const assignmentOf = await assignmentsOf([account], users);
  return (username) => {
    const { customer } = assignmentOf({ accountId, username });
    return maySeeCustomer(account, customer?.id ?? null);
  };
}

/**
 * @param notDone what a missing user means for the caller, for the error
 * @throws DeskError `user_not_found` one of them isn't among those that the person may see
 */
export async function requireUsersInScope(
  account: Seen,
  usernames: readonly string[],
  notDone: string,
): Promise<void> {
  const isTheirs = await usersInScope(account, usernames);
  const missing = usernames.find((username) => !isTheirs(username));
  if (missing !== undefined) throw notListed(missing, notDone);
}

export function notListed(username: string, notDone: string): DeskError {
  return new DeskError('user_not_found', {
    detail: `RemotePC doesn’t list ${username} under this account, so ${notDone}. Check the spelling: the user may have been removed.`,
  });
}
