import 'server-only';
import { count, isNotNull, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { storedPasswords, vaultKeys } from '@/lib/server/db/schema';
import type { VaultStatus } from '@/lib/contract/vault';
import { readMasterKeys } from './master-key';
import { isBehind, openVault } from './open-vault';
import { lockedSentences } from './vault-locked-error';

/** How the vault stands, for Settings and `npm run vault -- status`. */
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
