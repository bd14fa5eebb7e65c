import 'server-only';
import { eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { notificationSecrets } from '@/lib/server/db/schema';
import { openSecret, placeOf } from './open-secret';
import { seal, UnsealError, type MasterKey } from './seal';

/** `secret`: what messages there are signed with; null: they aren't. */
export type ChannelAddress = { url: string; secret: string | null };

/** No address has one. */
const BETWEEN = '\n';

/** Stores the address of a notification channel, instead of the one that it had. */
export async function storeChannelAddress(
  tx: Transaction,
  channelId: string,
  { url, secret }: ChannelAddress,
  key: MasterKey,
): Promise<void> {
  const row = { channelId, keyId: key.id, secretId: createId('sec'), quarantinedAt: null };
  const text = secret === null ? url : `${url}${BETWEEN}${secret}`;
  const sealed = seal(placeOf({ ...row, sealed: Buffer.alloc(0) }), text, key);
  await tx
    .insert(notificationSecrets)
    .values({ ...row, sealed })
    .onConflictDoUpdate({ target: notificationSecrets.channelId, set: { ...row, sealed } });
}

/**
 * A channel's decrypted address; null if there is none or it was damaged or moved.
 * @throws VaultLockedError its key isn't here
 */
export async function readChannelAddress(
  actor: Actor,
  channelId: string,
): Promise<ChannelAddress | null> {
  const found = await openSecret(actor, async () => {
    const [row] = await db()
      .select()
      .from(notificationSecrets)
      .where(eq(notificationSecrets.channelId, channelId));
    return row ?? null;
  }).catch((error: unknown) => {
    if (error instanceof UnsealError) return null;
    throw error;
  });
  if (!found) return null;
  const [url = '', secret = null] = found.secret.split(BETWEEN);
  return { url, secret };
}
