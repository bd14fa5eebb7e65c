import 'server-only';
import { type Account, holdAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import {
  forgetPasswords,
  storeSealed,
  type NewPassword,
} from '@/lib/server/vault/stored-passwords';
import { forgetAttempts } from './sign-in-attempts';
import { requireUsersInScope } from './assignments';

/**
 * Stores customer users' passwords for one-click sign-in. Earlier rejections by RemotePC no longer
 * count: the password is a different one now.
 * @returns the users who already had a stored password
 * @throws DeskError `vault_locked`; `user_not_found` someone outside the person's customers
 */
export async function storePasswords(
  actor: Actor,
  account: Account,
  inputs: readonly NewPassword[],
): Promise<ReadonlySet<string>> {
  const usernames = inputs.map(({ username }) => username);
  await requireUsersInScope(account, usernames, 'no password was stored');
  const { id } = account;
  return storeSealed(actor, id, inputs, async (usernames, tx) => {
    await holdAccount(tx, id);
    await forgetAttempts(id, usernames, tx);
  });
}

/**
 * Deletes customer users' stored passwords.
 * @throws DeskError `user_not_found` someone outside the person's customers
 */
export async function deletePasswords(
  actor: Actor,
  account: Account,
  usernames: readonly string[],
): Promise<void> {
  await requireUsersInScope(account, usernames, 'no password was deleted');
  await forgetPasswords(actor, account.id, usernames);
}
