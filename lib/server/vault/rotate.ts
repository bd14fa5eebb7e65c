import 'server-only';
import { and, isNotNull, ne, asc, eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction, createId, pool } from '@/lib/server/db/client';
import {
  accountSecrets,
  changeSecrets,
  notificationSecrets,
  storedPasswords,
  totpSeeds,
  vaultKeys,
  webhookSecrets,
} from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { newMasterKey, writeKeyFile } from './key-file';
import { placeOf, quarantine, unsealFirst, type SecretRow } from './open-secret';
import {
  countBehind,
  isBehind,
  openVault,
  secretTables,
  VaultLockedError,
  isForeignKeyViolation,
} from './open-vault';
import { rewrap, seal, readMasterKeys, type MasterKey } from './seal';

export type Rotation = {
  keyId: string;
  wasContinued: boolean;
  /** Secrets that now use the new key. */
  rewrapped: number;
  /** Those that couldn't be decrypted and don't; left out if there were none. */
  quarantined?: number;
};

/** There is nothing to do, or the operator has to do something; the message says what. */
export class RotationRefusedError extends Error {
  override name = 'RotationRefusedError' as const;
}

/**
 * Creates a new master key, wraps every data key with it in small transactions, and drops the old
 * key once nothing refers to it. It may be killed at any moment: the next call continues, and until
 * then both keys are in the file, so everything can be decrypted. The server may run. Only one
 * rotation may run at a time; the caller ensures that.
 * @param onProgress called with the number of secrets left
 * @throws VaultLockedError
 * @throws RotationRefusedError
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
      onProgress(await countBehind(key.id));
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
  const behind = await countBehind(vault.key.id);
  const keys = readMasterKeys();
  if (others > 0 || keys.length > 1) return { key: vault.key, wasContinued: true };
  if (env().hasEncryptionKeyVariable) {
    if (behind > 0) return { key: vault.key, wasContinued: true };
    throw new RotationRefusedError(
      'The key comes from ENCRYPTION_KEY. Set ENCRYPTION_KEY to a new key of 32 bytes in base64 and ENCRYPTION_KEY_PREVIOUS to the current one, restart the server, then run this again.',
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
 * @returns false if a server that hadn't noticed the new key stored something meanwhile: then the
 * database keeps the old key, and that secret still needs re-encryption
 */
async function dropOtherKeys(key: MasterKey): Promise<boolean> {
  try {
    await db().transaction(async (tx) => {
      for (const table of secretTables) {
        await tx
          .update(table)
          .set({ keyId: null })
          .where(and(isNotNull(table.quarantinedAt), ne(table.keyId, key.id)));
      }
      await tx.delete(vaultKeys).where(ne(vaultKeys.id, key.id));
    });
  } catch (error) {
    if (isForeignKeyViolation(error)) return false;
    throw error;
  }
  return (await countBehind(key.id)) === 0;
}

const BATCH = 50;

type Rewrapped = {
  /** Now under the current key. */
  rewrapped: number;
  /** Couldn't be decrypted with their own key, and are quarantined. */
  quarantined: number;
};

/** Moves a few secrets to the current key, all or none. @returns how many; none if all are done */
async function rewrapSome(actor: Actor, current: MasterKey): Promise<Rewrapped> {
  return db().transaction(async (tx) => {
    const passwords = await tx
      .select()
      .from(storedPasswords)
      .where(isBehind(storedPasswords, current.id))
      .orderBy(asc(storedPasswords.accountId), asc(storedPasswords.username))
      .limit(BATCH)
      .for('update');
    const ofAccounts = await tx
      .select()
      .from(accountSecrets)
      .where(isBehind(accountSecrets, current.id))
      .orderBy(asc(accountSecrets.accountId), asc(accountSecrets.version))
      .limit(BATCH)
      .for('update');
    const ofStaff = await tx
      .select()
      .from(totpSeeds)
      .where(isBehind(totpSeeds, current.id))
      .orderBy(asc(totpSeeds.staffId))
      .limit(BATCH)
      .for('update');
    const ofChanges = await tx
      .select()
      .from(changeSecrets)
      .where(isBehind(changeSecrets, current.id))
      .orderBy(asc(changeSecrets.changeId))
      .limit(BATCH)
      .for('update');
    const ofWebhooks = await tx
      .select()
      .from(webhookSecrets)
      .where(isBehind(webhookSecrets, current.id))
      .orderBy(asc(webhookSecrets.id))
      .limit(BATCH)
      .for('update');
    const ofChannels = await tx
      .select()
      .from(notificationSecrets)
      .where(isBehind(notificationSecrets, current.id))
      .orderBy(asc(notificationSecrets.channelId))
      .limit(BATCH)
      .for('update');
    const rows: SecretRow[] = [
      ...passwords,
      ...ofAccounts,
      ...ofStaff,
      ...ofChanges,
      ...ofWebhooks,
      ...ofChannels,
    ];
    let rewrapped = 0;
    for (const row of rows) {
      if (await rewrapOne(tx, actor, row, current)) rewrapped += 1;
    }
    return { rewrapped, quarantined: rows.length - rewrapped };
  });
}

/** @returns false if it was quarantined */
async function rewrapOne(
  tx: Transaction,
  actor: Actor,
  row: SecretRow,
  current: MasterKey,
): Promise<boolean> {
  const next = rewrapped(row, current);
  if (next === null) {
    await quarantine(actor, row, tx);
    return false;
  }
  const change = { ...next, keyId: current.id };
  if ('staffId' in row) {
    await tx.update(totpSeeds).set(change).where(eq(totpSeeds.staffId, row.staffId));
  } else if ('changeId' in row) {
    await tx.update(changeSecrets).set(change).where(eq(changeSecrets.changeId, row.changeId));
  } else if ('webhookId' in row) {
    await tx.update(webhookSecrets).set(change).where(eq(webhookSecrets.id, row.id));
  } else if ('channelId' in row) {
    const { channelId } = notificationSecrets;
    await tx.update(notificationSecrets).set(change).where(eq(channelId, row.channelId));
  } else if ('field' in row) {
    const { accountId, version, field } = accountSecrets;
    await tx
      .update(accountSecrets)
      .set(change)
      .where(and(eq(accountId, row.accountId), eq(version, row.version), eq(field, row.field)));
  } else {
    const { accountId, username } = storedPasswords;
    await tx
      .update(storedPasswords)
      .set(change)
      .where(and(eq(accountId, row.accountId), eq(username, row.username)));
  }
  return true;
}

/** @returns null if it can't be decrypted with its key */
function rewrapped(
  row: SecretRow,
  current: MasterKey,
): { sealed: Buffer; secretId: string } | null {
  const { keyId, sealed } = row;
  const keys = readMasterKeys();
  const secretId = row.secretId ?? createId('sec');
  const place = placeOf(row, secretId);
  const from = keys.find(({ id }) => id === keyId);
  // Without its key nothing can be said about it; meanwhile the database keeps that key's row.
  if (keyId !== null && !from) throw new Error(`vault key ${keyId} is not here`);
  try {
    if (from) return { sealed: rewrap(place, sealed, from, current), secretId };
    return { sealed: seal(place, unsealFirst(row, keys), current), secretId };
  } catch {
    return null;
  }
}

/** An arbitrary number, but the same in every version of this program. */
const VAULT_LOCK = 7_305_118;

/**
 * Runs work that changes keys, in one process at a time. A killed process loses the lock with its
 * connection.
 */
export async function withVaultLock<T>(work: () => Promise<T>): Promise<T> {
  const client = await pool().connect();
  try {
    const { rows } = await client.query<{ isMine: boolean }>(
      'select pg_try_advisory_lock($1) as "isMine"',
      [VAULT_LOCK],
    );
    if (!rows[0]?.isMine) {
      throw new RotationRefusedError('Another process is already rotating the key.');
    }
    return await work();
  } finally {
    // Not returned to the pool: the lock ends with the connection.
    client.release(true);
  }
}
