import 'server-only';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { storedPasswords } from '@/lib/server/db/schema';
import { openVault, VaultLockedError } from './open-vault';
import { unseal, UnsealError, unsealFirstFormat, readMasterKeys } from './seal';

/** What of a stored row it takes to open it. */
export type SecretRow = Pick<
  typeof storedPasswords.$inferSelect,
  'accountId' | 'username' | 'sealed' | 'keyId' | 'secretId' | 'quarantinedAt'
>;

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
  if (row.quarantinedAt) throw new UnsealError('This secret can’t be decrypted.');
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

type Executor = Pick<ReturnType<typeof db>, 'update' | 'insert' | 'execute'>;

/** Sets a damaged secret aside, once: it is never tried again, and its event tells somebody. */
export async function quarantine(
  actor: Actor,
  row: Pick<SecretRow, 'accountId' | 'username' | 'sealed'>,
  executor: Executor = db(),
): Promise<void> {
  const { accountId, username, sealed } = row;
  const marked = await executor
    .update(storedPasswords)
    .set({ quarantinedAt: sql`now()` })
    .where(
      and(
        eq(storedPasswords.accountId, accountId),
        eq(storedPasswords.username, username),
        // Replaced meanwhile: the new one is not what failed.
        eq(storedPasswords.sealed, sealed),
        isNull(storedPasswords.quarantinedAt),
      ),
    )
    .returning({ username: storedPasswords.username });
  if (marked.length === 0) return;
  const event = { action: 'password.quarantined', target: username, accountId } as const;
  await recordEvent(actor, { ...event, outcome: 'failure' }, executor);
}

/** `secretId` names this storing of it, `refusedAt` when RemotePC refused it. */
export type StoredPasswordRow = SecretRow & { refusedAt: Date | null };

/**
 * The stored password of a customer user, opened; null where none is stored. Only the sign-in may
 * call this, and it keeps the password for that one call.
 * @param check throws where what is stored must not even be opened
 * @throws UnsealError it was damaged or moved   @throws VaultLockedError its key isn't here
 */
export async function readStoredPassword(
  actor: Actor,
  accountId: string,
  username: string,
  check: (row: StoredPasswordRow) => void = () => undefined,
): Promise<{ row: StoredPasswordRow; secret: string } | null> {
  return openSecret(actor, async () => {
    const [row] = await db()
      .select()
      .from(storedPasswords)
      .where(and(eq(storedPasswords.accountId, accountId), eq(storedPasswords.username, username)));
    if (row) check(row);
    return row ?? null;
  });
}

type Use = 'succeeded' | 'refused' | 'open';

/**
 * Writes down how a stored password fared. A refused one isn't tried again until it is replaced;
 * one that was replaced meanwhile is not the one that was used, and stays as it is.
 */
export async function markPassword(actor: Actor, row: StoredPasswordRow, use: Use): Promise<void> {
  const { accountId, username, secretId } = row;
  const now = sql`now()`;
  await db().transaction(async (tx) => {
    const marked = await tx
      .update(storedPasswords)
      .set({
        lastUsedAt: now,
        ...(use === 'succeeded' && { lastSucceededAt: now, refusedAt: null }),
        ...(use === 'refused' && { refusedAt: now }),
      })
      .where(
        and(
          eq(storedPasswords.accountId, accountId),
          eq(storedPasswords.username, username),
          secretId === null
            ? isNull(storedPasswords.secretId)
            : eq(storedPasswords.secretId, secretId),
        ),
      )
      .returning({ username: storedPasswords.username });
    if (use !== 'refused' || marked.length === 0) return;
    const event = { action: 'password.refused', target: username, accountId } as const;
    await recordEvent(actor, { ...event, outcome: 'failure' }, tx);
  });
}
