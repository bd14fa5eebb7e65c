import 'server-only';
import { eq, isNull } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { totpSeeds } from '@/lib/server/db/schema';
import { openSecret, placeOf } from './open-secret';
import { seal, type MasterKey } from './seal';

/**
 * Stores the secret of a person's authenticator app, encrypted for them, in place of one that was
 * never confirmed.
 * @returns false if they have a confirmed one
 */
export async function storeTotpSeed(
  tx: Transaction,
  staffId: string,
  seed: string,
  key: MasterKey,
): Promise<boolean> {
  const row = { staffId, keyId: key.id, secretId: createId('sec') };
  const place = placeOf({ ...row, sealed: Buffer.alloc(0), quarantinedAt: null });
  const sealed = seal(place, seed, key);
  const stored = await tx
    .insert(totpSeeds)
    .values({ ...row, sealed })
    .onConflictDoUpdate({
      target: totpSeeds.staffId,
      set: { ...row, sealed, quarantinedAt: null, lastStep: null },
      setWhere: isNull(totpSeeds.confirmedAt),
    });
  return stored.rowCount === 1;
}

/**
 * The secret of a person's authenticator app and its row; null if there is none.
 * @throws UnsealError it was damaged or moved
 * @throws VaultLockedError its key isn't here
 */
export async function readTotpSeed(
  actor: Actor,
  staffId: string,
): Promise<{ row: typeof totpSeeds.$inferSelect; secret: string } | null> {
  return openSecret(actor, async () => {
    const [row] = await db().select().from(totpSeeds).where(eq(totpSeeds.staffId, staffId));
    return row ?? null;
  });
}
