import 'server-only';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { storedPasswords } from '@/lib/server/db/schema';
import { openSecret } from './open-secret';
import type { SecretRow } from './secret-row';

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
