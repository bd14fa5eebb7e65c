import 'server-only';
import { count, isNotNull, sql } from 'drizzle-orm';
import type { VaultStatus } from '@/lib/contract/overview';
import { db } from '@/lib/server/db/client';
import { storedPasswords, vaultKeys } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { isBehind, openVault, lockedSentences, VaultLockedError } from './open-vault';
import { readMasterKeys } from './seal';

/** The state of the vault, for Settings and `npm run vault -- status`. */
export async function describeVault(): Promise<VaultStatus> {
  const vault = await openVault();
  const keyId = vault.state === 'open' ? vault.key.id : (readMasterKeys()[0]?.id ?? null);
  const [counts] = await db()
    .select({
      secrets: count(),
      behind: sql<number>`(count(*) filter (where ${isBehind(keyId ?? '')}))::int`,
      unreadable: sql<number>`(count(*) filter (where ${isNotNull(storedPasswords.quarantinedAt)}))::int`,
    })
    .from(storedPasswords);
  const versions = await db()
    .select({
      keyId: vaultKeys.id,
      since: vaultKeys.createdAt,
      secrets: sql<number>`(select count(*)::int from ${storedPasswords} where ${storedPasswords.keyId} = ${vaultKeys.id})`,
    })
    .from(vaultKeys)
    .orderBy(vaultKeys.createdAt);
  return {
    state: vault.state,
    ...(vault.state === 'locked' && { reason: lockedSentences[vault.reason] }),
    keyId,
    secrets: counts?.secrets ?? 0,
    behind: counts?.behind ?? 0,
    unreadable: counts?.unreadable ?? 0,
    versions: versions.map(({ since, ...version }) => ({ ...version, since: since.toISOString() })),
  };
}

/** A locked vault as an error for its caller; anything else unchanged. */
export function vaultRefusal(error: unknown): unknown {
  if (!(error instanceof VaultLockedError)) return error;
  return new DeskError('vault_locked', {
    detail: `${error.message} Passwords can’t be stored or used until an admin restores the key. You can still sign in by typing the password.`,
    cause: error,
  });
}

/**
 * For an action whose last step stores a password: refused before its first.
 * @throws DeskError `vault_locked`
 */
export async function requireOpenVault(): Promise<void> {
  const vault = await openVault();
  if (vault.state === 'locked') throw vaultRefusal(new VaultLockedError(vault.reason));
}
