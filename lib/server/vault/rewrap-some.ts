import 'server-only';
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { createId } from '@/lib/server/db/create-id';
import { storedPasswords } from '@/lib/server/db/schema';
import { readMasterKeys, type MasterKey } from './master-key';
import { isBehind } from './open-vault';
import { quarantine } from './quarantine';
import { rewrap, seal } from './seal';
import type { SecretRow } from './secret-row';
import { unsealFirstFormat } from './unseal-first-format';

const BATCH = 50;

export type Rewrapped = {
  /** Now under the current key. */
  rewrapped: number;
  /** Couldn't be opened with their own key, and are set apart. */
  quarantined: number;
};

/** Brings a few secrets under the current key, all or none. @returns how many; none: none is behind */
export async function rewrapSome(actor: Actor, current: MasterKey): Promise<Rewrapped> {
  return db().transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(storedPasswords)
      .where(isBehind(current.id))
      .orderBy(asc(storedPasswords.accountId), asc(storedPasswords.username))
      .limit(BATCH)
      .for('update');
    let rewrapped = 0;
    for (const row of rows) {
      if (await rewrapOne(tx, actor, row, current)) rewrapped += 1;
    }
    return { rewrapped, quarantined: rows.length - rewrapped };
  });
}

/** @returns false where it was quarantined */
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
  await tx
    .update(storedPasswords)
    .set({ ...next, keyId: current.id })
    .where(
      and(eq(storedPasswords.accountId, row.accountId), eq(storedPasswords.username, row.username)),
    );
  return true;
}

/** @returns null where it can't be opened with its key */
function rewrapped(
  row: SecretRow,
  current: MasterKey,
): { sealed: Buffer; secretId: string } | null {
  const { accountId, username, keyId, sealed } = row;
  const keys = readMasterKeys();
  const secretId = row.secretId ?? createId('sec');
  const place = { accountId, username, field: 'password', secretId } as const;
  const from = keys.find(({ id }) => id === keyId);
  // Without its key nothing can be said of it; the database keeps that key's row meanwhile.
  if (keyId !== null && !from) throw new Error(`vault key ${keyId} is not here`);
  try {
    if (from) return { sealed: rewrap(place, sealed, from, current), secretId };
    return { sealed: seal(place, unsealFirstFormat(row, sealed, keys), current), secretId };
  } catch {
    return null;
  }
}
