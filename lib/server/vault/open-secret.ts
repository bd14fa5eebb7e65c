import 'server-only';
import type { Actor } from '@/lib/server/actor';
import { readMasterKeys } from './master-key';
import { openVault } from './open-vault';
import { quarantine } from './quarantine';
import { unseal, UnsealError } from './seal';
import type { SecretRow } from './secret-row';
import { unsealFirstFormat } from './unseal-first-format';
import { VaultLockedError } from './vault-locked-error';

/**
 * Reads and opens a secret. One that can't be opened though its key is here is set aside, with an
 * event.
 * @param read finds the row; asked once more where a rotation took its key away meanwhile
 * @throws UnsealError   @throws VaultLockedError its key isn't here
 */
export async function openSecret<Row extends SecretRow>(
  actor: Actor,
  read: () => Promise<Row | null>,
): Promise<{ row: Row; secret: string } | null> {
  const row = await read();
  if (row === null) return null;
  try {
    return { row, secret: await open(actor, row) };
  } catch (error) {
    const again = error instanceof VaultLockedError ? await read() : null;
    if (again === null || again.keyId === row.keyId) throw error;
    return { row: again, secret: await open(actor, again) };
  }
}

async function open(actor: Actor, row: SecretRow): Promise<string> {
  if (row.quarantinedAt) throw new UnsealError('This secret can’t be opened.');
  const { accountId, username, keyId, secretId, sealed } = row;
  if (keyId === null) {
    const vault = await openVault();
    if (vault.state === 'locked') throw new VaultLockedError(vault.reason);
  }
  const keys = readMasterKeys();
  const master = keys.find(({ id }) => id === keyId);
  if (keyId !== null && !master) throw new VaultLockedError(keys[0] ? 'wrong_key' : 'no_key');
  try {
    if (!master) return unsealFirstFormat(row, sealed, keys);
    const place = { accountId, username, field: 'password', secretId: secretId ?? '' } as const;
    return unseal(place, sealed, master);
  } catch (error) {
    await quarantine(actor, row);
    throw error;
  }
}
