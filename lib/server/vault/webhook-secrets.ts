import 'server-only';
import { and, desc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { webhookSecrets } from '@/lib/server/db/schema';
import { openSecret, placeOf } from './open-secret';
import { seal, UnsealError, type MasterKey } from './seal';

const ROTATION_HOURS = 24;

/**
 * Stores a webhook's secret. One that it had is used beside it for another day, and no third one.
 */
export async function storeWebhookSecret(
  tx: Transaction,
  webhookId: string,
  secret: string,
  key: MasterKey,
): Promise<void> {
  await tx
    .delete(webhookSecrets)
    .where(and(eq(webhookSecrets.webhookId, webhookId), sql`${webhookSecrets.endsAt} is not null`));
  await tx
    .update(webhookSecrets)
    .set({ endsAt: sql`now() + make_interval(hours => ${ROTATION_HOURS})` })
    .where(eq(webhookSecrets.webhookId, webhookId));
  const row = { id: createId('whs'), webhookId, keyId: key.id, secretId: createId('sec') };
  const place = placeOf({
    ...row,
    ...{ createdAt: new Date(), endsAt: null, quarantinedAt: null, sealed: Buffer.alloc(0) },
  });
  await tx.insert(webhookSecrets).values({ ...row, sealed: seal(place, secret, key) });
}

/**
 * A webhook's decrypted secrets, the current one first: one, or two while it is being replaced. One
 * that was damaged or moved is left out.
 * @throws VaultLockedError a key isn't here
 */
export async function readWebhookSecrets(actor: Actor, webhookId: string): Promise<string[]> {
  const rows = await db()
    .select({ id: webhookSecrets.id })
    .from(webhookSecrets)
    .where(
      and(
        eq(webhookSecrets.webhookId, webhookId),
        or(isNull(webhookSecrets.endsAt), gt(webhookSecrets.endsAt, sql`now()`)),
      ),
    )
    .orderBy(sql`${webhookSecrets.endsAt} is not null`, desc(webhookSecrets.createdAt));
  const secrets: string[] = [];
  for (const { id } of rows) {
    const found = await openSecret(actor, async () => {
      const [row] = await db().select().from(webhookSecrets).where(eq(webhookSecrets.id, id));
      return row ?? null;
    }).catch((error: unknown) => {
      if (error instanceof UnsealError) return null;
      throw error;
    });
    if (found) secrets.push(found.secret);
  }
  return secrets;
}

/** Deletes secrets that were replaced and aren't used any more. */
export async function forgetReplacedWebhookSecrets(): Promise<void> {
  await db()
    .delete(webhookSecrets)
    .where(lte(webhookSecrets.endsAt, sql`now()`));
}
