import 'server-only';
import { isNull } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { openSecret, type SecretRow } from './open-secret';
import { secretTables } from './open-vault';

/**
 * Decrypts one secret of each kind and forgets it, to prove that the keys here are the right ones.
 * @returns how many kinds of secrets there are
 * @throws UnsealError one is damaged
 * @throws VaultLockedError its key isn't here
 */
export async function trySecrets(actor: Actor): Promise<number> {
  let opened = 0;
  for (const table of secretTables) {
    const found = await openSecret<SecretRow>(actor, async () => {
      const rows = await db().select().from(table).where(isNull(table.quarantinedAt)).limit(1);
      return rows[0] ?? null;
    });
    if (found) opened += 1;
  }
  return opened;
}
