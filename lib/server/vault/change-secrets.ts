import 'server-only';
import { eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { changeSecrets } from '@/lib/server/db/schema';
import { openSecret, placeOf } from './open-secret';
import { seal, type MasterKey } from './seal';

/** Stores the secret that a pending change has, encrypted for that change. */
export async function storeChangeSecret(
  tx: Transaction,
  changeId: string,
  secret: unknown,
  key: MasterKey,
): Promise<void> {
  const row = { changeId, keyId: key.id, secretId: createId('sec') };
  const place = placeOf({ ...row, sealed: Buffer.alloc(0), quarantinedAt: null });
  const sealed = seal(place, JSON.stringify(secret), key);
  await tx.insert(changeSecrets).values({ ...row, sealed });
}

/**
 * The decrypted secret of a pending change, once it is approved; undefined: it has none.
 * @throws UnsealError it was damaged or moved
 * @throws VaultLockedError its key isn't here
 */
export async function readChangeSecret(actor: Actor, changeId: string): Promise<unknown> {
  const found = await openSecret(actor, async () => {
    const [row] = await db()
      .select()
      .from(changeSecrets)
      .where(eq(changeSecrets.changeId, changeId));
    return row ?? null;
  });
  return found ? (JSON.parse(found.secret) as unknown) : undefined;
}

export async function forgetChangeSecret(
  tx: Pick<Transaction, 'delete'>,
  changeId: string,
): Promise<void> {
  await tx.delete(changeSecrets).where(eq(changeSecrets.changeId, changeId));
}
