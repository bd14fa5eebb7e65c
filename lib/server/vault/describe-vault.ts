import 'server-only';
import { count, isNotNull, sql } from 'drizzle-orm';
import type { VaultStatus } from '@/lib/contract/overview';
import { db } from '@/lib/server/db/client';
import { accountSecrets, storedPasswords, vaultKeys } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { countBehind, openVault, lockedSentences, VaultLockedError } from './open-vault';
import { readMasterKeys } from './seal';

/** The state of the vault, for Settings and `npm run vault -- status`. */
export async function describeVault(): Promise<VaultStatus> {
  const vault = await openVault();
  const keyId = vault.state === 'open' ? vault.key.id : (readMasterKeys()[0]?.id ?? null);
  const countsOf = async (table: typeof storedPasswords | typeof accountSecrets) => {
    const [counts] = await db()
      .select({
        secrets: count(),
        unreadable: sql<number>`(count(*) filter (where ${isNotNull(table.quarantinedAt)}))::int`,
      })
      .from(table);
    return counts ?? { secrets: 0, unreadable: 0 };
  };
  const passwords = await countsOf(storedPasswords);
  const ofAccounts = await countsOf(accountSecrets);
  const versions = await db()
    .select({
      keyId: vaultKeys.id,
      since: vaultKeys.createdAt,
      secrets: sql<number>`(select count(*)::int from ${storedPasswords} where ${storedPasswords.keyId} = ${vaultKeys.id})
        + (select count(*)::int from ${accountSecrets} where ${accountSecrets.keyId} = ${vaultKeys.id})`,
    })
    .from(vaultKeys)
    .orderBy(vaultKeys.createdAt);
  return {
    state: vault.state,
    ...(vault.state === 'locked' && { reason: lockedSentences[vault.reason] }),
    keyId,
    secrets: passwords.secrets + ofAccounts.secrets,
    behind: await countBehind(keyId ?? ''),
    unreadable: passwords.unreadable + ofAccounts.unreadable,
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
