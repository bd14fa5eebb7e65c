import 'server-only';
import type { Account } from '@/lib/server/accounts/accounts';
import { holdAccount } from '@/lib/server/accounts/hold-account';
import type { Actor } from '@/lib/server/actor';
import { storeSealed, type NewPassword } from '@/lib/server/vault/stored-passwords';
import { forgetAttempts } from './sign-in-attempts';

/**
 * Stores customer users' passwords for one-click sign-in. Earlier rejections by RemotePC no longer
 * count: the password is a different one now.
 * @returns the users who already had a stored password
 * @throws DeskError `vault_locked`
 */
export async function storePasswords(
  actor: Actor,
  { id }: Account,
  inputs: readonly NewPassword[],
): Promise<ReadonlySet<string>> {
  return storeSealed(actor, id, inputs, async (usernames, tx) => {
    await holdAccount(tx, id);
    await forgetAttempts(id, usernames, tx);
  });
}
