import 'server-only';
import { openVault } from './open-vault';
import type { MasterKey } from './master-key';
import { VaultLockedError } from './vault-locked-error';

const ATTEMPTS = 3;
const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Runs a write that seals under the current key. Where a rotation ended meanwhile and that key is
 * gone, the database refuses the row, and the write is made once more under the new key.
 * @throws VaultLockedError
 */
export async function withCurrentKey<T>(write: (key: MasterKey) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const vault = await openVault();
    if (vault.state === 'locked') throw new VaultLockedError(vault.reason);
    try {
      return await write(vault.key);
    } catch (error) {
      if (attempt === ATTEMPTS || !isForeignKeyViolation(error)) throw error;
    }
  }
}

export function isForeignKeyViolation(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === FOREIGN_KEY_VIOLATION;
}
