import 'server-only';
import { and, isNotNull, ne } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record-event';
import { db } from '@/lib/server/db/client';
import { storedPasswords, vaultKeys } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { newMasterKey, writeKeyFile } from './key-file';
import { readMasterKeys, type MasterKey } from './master-key';
import { isBehind, openVault } from './open-vault';
import { rewrapSome } from './rewrap-some';
import { isForeignKeyViolation } from './with-current-key';
import { VaultLockedError } from './vault-locked-error';

export type Rotation = {
  keyId: string;
  wasContinued: boolean;
  /** Secrets that are under the new key now. */
  rewrapped: number;
  /** Those that couldn't be opened and are not; absent where there were none. */
  quarantined?: number;
};

/** There is nothing to do, or it is for the operator to do; the message says what. */
export class RotationRefusedError extends Error {
  override name = 'RotationRefusedError' as const;
}

/**
 * Makes a new master key, wraps every data key with it in small transactions, and drops the old
 * key when nothing refers to it. It may be killed at any moment: the next call goes on from there,
 * and until then both keys are in the file, so everything can be opened. The server may run.
 * Only one may run at a time; the caller sees to that.
 * @param onProgress hears how many secrets are still behind
 * @throws VaultLockedError   @throws RotationRefusedError
 */
export async function rotate(
  actor: Actor,
  onProgress: (behind: number) => void = () => undefined,
): Promise<Rotation> {
  const { key, wasContinued } = await currentOrNewKey(actor);
  const total = { rewrapped: 0, quarantined: 0 };
  do {
    let isDone = false;
    while (!isDone) {
      onProgress(await db().$count(storedPasswords, isBehind(key.id)));
      const some = await rewrapSome(actor, key);
      total.rewrapped += some.rewrapped;
      total.quarantined += some.quarantined;
      isDone = some.rewrapped + some.quarantined === 0;
    }
  } while (!(await dropOtherKeys(key)));
  const { rewrapped, quarantined } = total;
  const counts = { rewrapped, ...(quarantined > 0 && { quarantined }) };
  if (!env().hasEncryptionKeyVariable) await writeKeyFile([key]);
  await recordEvent(actor, {
    action: 'vault.rotated',
    outcome: 'success',
    target: key.id,
    details: counts,
  });
  return { keyId: key.id, wasContinued, ...counts };
}

async function currentOrNewKey(actor: Actor): Promise<{ key: MasterKey; wasContinued: boolean }> {
  const vault = await openVault();
  if (vault.state === 'locked') throw new VaultLockedError(vault.reason);
  const others = await db().$count(vaultKeys, ne(vaultKeys.id, vault.key.id));
  const behind = await db().$count(storedPasswords, isBehind(vault.key.id));
  const keys = readMasterKeys();
  if (others > 0 || keys.length > 1) return { key: vault.key, wasContinued: true };
  if (env().hasEncryptionKeyVariable) {
    if (behind > 0) return { key: vault.key, wasContinued: true };
    throw new RotationRefusedError(
      'The key comes from ENCRYPTION_KEY. Set ENCRYPTION_KEY to a new key of 32 bytes in base64 and ENCRYPTION_KEY_PREVIOUS to the present one, start the server again, then run this once more.',
    );
  }
  const key = newMasterKey();
  await recordEvent(actor, {
    action: 'vault.rotation_started',
    outcome: 'success',
    target: key.id,
    details: { from: vault.key.id },
  });
  await writeKeyFile([key, ...keys]);
  const entered = await openVault();
  if (entered.state === 'locked') throw new VaultLockedError(entered.reason);
  return { key: entered.key, wasContinued: false };
}

/**
 * @returns false where a server that had not seen the new key yet stored something meanwhile: the
 * database then keeps the old key, and that secret is behind.
 */
async function dropOtherKeys(key: MasterKey): Promise<boolean> {
  try {
    await db().transaction(async (tx) => {
      await tx
        .update(storedPasswords)
        .set({ keyId: null })
        .where(and(isNotNull(storedPasswords.quarantinedAt), ne(storedPasswords.keyId, key.id)));
      await tx.delete(vaultKeys).where(ne(vaultKeys.id, key.id));
    });
  } catch (error) {
    if (isForeignKeyViolation(error)) return false;
    throw error;
  }
  return (await db().$count(storedPasswords, isBehind(key.id))) === 0;
}
