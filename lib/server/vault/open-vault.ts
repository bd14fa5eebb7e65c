import 'server-only';
import { and, isNull, sql, TransactionRollbackError } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import {
  accountSecrets,
  storedPasswords,
  changeSecrets,
  notificationSecrets,
  totpSeeds,
  vaultKeys,
  webhookSecrets,
} from '@/lib/server/db/schema';
import { decrypt, encrypt, unsealFirstFormat, type MasterKey, readMasterKeys } from './seal';

export const lockedSentences: Record<LockReason, string> = {
  no_key: 'The vault key is missing: it’s neither in ENCRYPTION_KEY nor in DATA_DIR.',
  wrong_key: 'The vault key isn’t the one used to encrypt the stored secrets.',
  missing_key: 'One of the keys used to encrypt the stored secrets is missing.',
};

/** Nothing can be stored, or this secret can't be decrypted, because its key isn't here. */
export class VaultLockedError extends Error {
  override name = 'VaultLockedError' as const;

  constructor(readonly reason: LockReason) {
    super(lockedSentences[reason]);
  }
}

type LockReason = 'no_key' | 'wrong_key' | 'missing_key';

/** `open`: secrets can be stored, under `key`. `locked`: nothing may be written. */
export type Vault =
  { state: 'open'; key: MasterKey } | { state: 'locked'; reason: LockReason; missing: string[] };

/** How many rows of the first format may be damaged before its key counts as wrong. */
const SAMPLES = 50;

/**
 * Compares the available keys with those that wrap the database's secrets. Right after a rotation
 * has started, or on the first start, the current key is new and gets registered. Checks each time,
 * so that a running server notices a rotation and a restored key.
 */
export async function openVault(): Promise<Vault> {
  for (;;) {
    const keys = readMasterKeys();
    const vault = await compare(keys);
    // A rotation changed the file while we read the database: the result is out of date.
    if (vault !== 'changed' && (vault.state === 'open' || isSame(keys, readMasterKeys()))) {
      return vault;
    }
  }
}

async function compare(keys: readonly MasterKey[]): Promise<Vault | 'changed'> {
  const [current] = keys;
  const rows = await db()
    .select({
      id: vaultKeys.id,
      checkValue: vaultKeys.checkValue,
      isInUse: sql<boolean>`exists (select from ${storedPasswords} where ${storedPasswords.keyId} = ${vaultKeys.id})
        or exists (select from ${accountSecrets} where ${accountSecrets.keyId} = ${vaultKeys.id})
        or exists (select from ${totpSeeds} where ${totpSeeds.keyId} = ${vaultKeys.id})
        or exists (select from ${webhookSecrets} where ${webhookSecrets.keyId} = ${vaultKeys.id})
        or exists (select from ${notificationSecrets} where ${notificationSecrets.keyId} = ${vaultKeys.id})`,
    })
    .from(vaultKeys);
  const isHere = (id: string) => keys.some((key) => key.id === id);
  const missing = rows.filter(({ id, isInUse }) => isInUse && !isHere(id)).map(({ id }) => id);
  if (!current) return { state: 'locked', reason: 'no_key', missing };
  const proven = rows.filter((row) =>
    keys.some((key) => key.id === row.id && opens(key, row.checkValue)),
  );
  if (missing.length > 0) {
    const reason = proven.length > 0 ? 'missing_key' : 'wrong_key';
    return { state: 'locked', reason, missing };
  }
  if (proven.some(({ id }) => id === current.id)) return { state: 'open', key: current };
  const isContradicted = rows.some(({ id }) => id === current.id);
  if (isContradicted || (proven.length === 0 && !(await opensFirstFormat(keys)))) {
    return { state: 'locked', reason: 'wrong_key', missing };
  }
  return (await enter(current, keys)) ? { state: 'open', key: current } : 'changed';
}

/**
 * Two processes may register the same key at once; neither registers one that a rotation dropped
 * meanwhile.
 */
async function enter(key: MasterKey, keys: readonly MasterKey[]): Promise<boolean> {
  const checkValue = encrypt(key.key, Buffer.from(key.id), checkData(key.id));
  return db()
    .transaction(async (tx) => {
      await tx.insert(vaultKeys).values({ id: key.id, checkValue }).onConflictDoNothing();
      if (!isSame(keys, readMasterKeys())) tx.rollback();
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof TransactionRollbackError) return false;
      throw error;
    });
}

function isSame(keys: readonly MasterKey[], others: readonly MasterKey[]): boolean {
  return keys.map(({ id }) => id).join() === others.map(({ id }) => id).join();
}

function opens(key: MasterKey, checkValue: Buffer): boolean {
  try {
    return decrypt(key.key, checkValue, checkData(key.id)).toString() === key.id;
  } catch {
    return false;
  }
}

function checkData(id: string): Buffer {
  return Buffer.from(JSON.stringify(['vault-key', 1, id]));
}

/** Before any key was registered: whether these keys decrypt what version 0.1 stored, if it did. */
async function opensFirstFormat(keys: readonly MasterKey[]): Promise<boolean> {
  const rows = await db()
    .select()
    .from(storedPasswords)
    .where(and(isNull(storedPasswords.keyId), isNull(storedPasswords.quarantinedAt)))
    .limit(SAMPLES);
  return (
    rows.length === 0 ||
    rows.some((row) => {
      try {
        unsealFirstFormat(row, row.sealed, keys);
        return true;
      } catch {
        return false;
      }
    })
  );
}

/** Every table with secrets. */
export const secretTables = [
  ...([storedPasswords, accountSecrets, totpSeeds] as const),
  ...([changeSecrets, webhookSecrets, notificationSecrets] as const),
] as const;
export type SecretTable = (typeof secretTables)[number];

/** Rows that the current key doesn't wrap, without those that no key decrypts. */
export function isBehind(table: SecretTable, keyId: string) {
  return and(sql`${table.keyId} is distinct from ${keyId}`, isNull(table.quarantinedAt));
}

/** How many secrets the current key doesn't wrap yet. */
export async function countBehind(keyId: string): Promise<number> {
  const counts = await Promise.all(
    secretTables.map((table) => db().$count(table, isBehind(table, keyId))),
  );
  return counts.reduce((sum, some) => sum + some, 0);
}

const ATTEMPTS = 3;
const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Runs a write that encrypts under the current key. If a rotation ended meanwhile and that key is
 * gone, the database refuses the row, and the write is repeated under the new key.
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
