import 'server-only';
import { and, eq, notInArray } from 'drizzle-orm';
import type { AccountSecret, SecretField } from '@/lib/contract/accounts';
import type { Actor } from '@/lib/server/actor';
import { db, createId, type Transaction } from '@/lib/server/db/client';
import { accountSecrets } from '@/lib/server/db/schema';
import { openSecret, placeOf } from './open-secret';
import { seal, type MasterKey } from './seal';

type Place = { accountId: string; version: number };

/** Stores a vendor account's secret, each field encrypted for its own place. */
export async function storeAccountSecret(
  tx: Transaction,
  { accountId, version }: Place,
  secret: AccountSecret,
  key: MasterKey,
): Promise<void> {
  const rows = Object.entries(secret).map(([name, value]) => {
    const field = name as SecretField;
    const place = { accountId, version, field, secretId: createId('sec') };
    return { ...place, keyId: key.id, value };
  });
  await tx.insert(accountSecrets).values(
    rows.map(({ value, ...row }) => {
      const place = placeOf({ ...row, sealed: Buffer.alloc(0), quarantinedAt: null });
      return { ...row, sealed: seal(place, value, key) };
    }),
  );
}

/**
 * A vendor account's decrypted secret; null if there is none. Only the upstream client may have it.
 * @throws UnsealError a field was damaged or moved
 * @throws VaultLockedError its key isn't here
 */
export async function readAccountSecret(
  actor: Actor,
  { accountId, version }: Place,
): Promise<AccountSecret | null> {
  const fields = await db()
    .select({ field: accountSecrets.field })
    .from(accountSecrets)
    .where(and(eq(accountSecrets.accountId, accountId), eq(accountSecrets.version, version)));
  const opened: Partial<Record<SecretField, string>> = {};
  for (const { field } of fields) {
    const found = await openSecret(actor, () => readRow({ accountId, version }, field));
    if (found) opened[field] = found.secret;
  }
  return fields.length === 0 ? null : (opened as AccountSecret);
}

async function readRow({ accountId, version }: Place, field: SecretField) {
  const [row] = await db()
    .select()
    .from(accountSecrets)
    .where(
      and(
        eq(accountSecrets.accountId, accountId),
        eq(accountSecrets.version, version),
        eq(accountSecrets.field, field),
      ),
    );
  return row ?? null;
}

/** Deletes the sets of an account's secrets except these. */
export async function deleteOtherSecrets(
  tx: Transaction,
  accountId: string,
  kept: readonly number[],
): Promise<void> {
  await tx
    .delete(accountSecrets)
    .where(
      and(eq(accountSecrets.accountId, accountId), notInArray(accountSecrets.version, [...kept])),
    );
}

/** Deletes one set of an account's secrets. */
export async function deleteSecrets(
  tx: Transaction,
  accountId: string,
  version: number | null,
): Promise<void> {
  if (version === null) return;
  await tx
    .delete(accountSecrets)
    .where(and(eq(accountSecrets.accountId, accountId), eq(accountSecrets.version, version)));
}
