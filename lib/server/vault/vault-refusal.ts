import 'server-only';
import { DeskError } from '@/lib/server/errors';
import { openVault } from './open-vault';
import { VaultLockedError } from './vault-locked-error';

/** A locked vault as the answer to whoever needed it; anything else as it is. */
export function vaultRefusal(error: unknown): unknown {
  if (!(error instanceof VaultLockedError)) return error;
  return new DeskError('vault_locked', {
    detail: `${error.message} Nothing is stored or opened until an administrator puts the key back; with the password typed you can sign in all the same.`,
    cause: error,
  });
}

/** For a deed whose last step stores a password: refused before its first. @throws DeskError `vault_locked` */
export async function requireOpenVault(): Promise<void> {
  const vault = await openVault();
  if (vault.state === 'locked') throw vaultRefusal(new VaultLockedError(vault.reason));
}
