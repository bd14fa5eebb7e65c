import { systemActor } from '@/lib/server/actor';
import { rotate, RotationRefusedError, withVaultLock } from '@/lib/server/vault/rotate';

/**
 * A program that rotates the vault's key repeatedly until it is killed, and reports its progress.
 */
const say = (behind: number) => console.log(`${behind} behind`);
for (;;) {
  try {
    await withVaultLock(() => rotate(systemActor('rotation'), say));
  } catch (error) {
    // The previous one isn't dead yet, or the database hasn't noticed.
    if (!(error instanceof RotationRefusedError)) throw error;
  }
}
