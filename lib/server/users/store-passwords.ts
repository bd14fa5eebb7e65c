import 'server-only';
import type { Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { storeSealed, type NewPassword } from '@/lib/server/vault/stored-passwords';
import { forgetAttempts } from './sign-in-attempts';

/**
 * Keeps customer users' passwords for one-click sign-in. What RemotePC refused before no longer
 * counts towards its lock-out: the password is another one now.
 * @returns the users who had a password stored already
 * @throws DeskError `vault_locked`
 */
export async function storePasswords(
  actor: Actor,
  { id }: Account,
  inputs: readonly NewPassword[],
): Promise<ReadonlySet<string>> {
  return storeSealed(actor, id, inputs, (usernames, tx) => forgetAttempts(id, usernames, tx));
}
