import 'server-only';
import { count, isNotNull, sql } from 'drizzle-orm';
import type { VaultStatus } from '@/lib/contract/overview';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { vaultKeys } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { withinScope, type Viewer } from '@/lib/server/policies/permissions';
import {
  isBehind,
  lockedSentences,
  openVault,
  secretTables,
  VaultLockedError,
  type SecretTable,
} from './open-vault';
import { readMasterKeys } from './seal';

/**
 * The state of the vault, for Settings and `npm run vault -- status`. Secrets of accounts outside
 * the viewer's scope aren't counted.
 */
export async function describeVault(viewer: Viewer = everyone): Promise<VaultStatus> {
  const vault = await openVault();
  const keyId = vault.state === 'open' ? vault.key.id : (readMasterKeys()[0]?.id ?? null);
  const counts = await Promise.all(
    secretTables.map((table) => countSecrets(viewer, table, keyId ?? '')),
  );
  const sumOf = (read: (some: Counts) => number) => counts.map(read).reduce((a, b) => a + b, 0);
  const versions = await db().select().from(vaultKeys).orderBy(vaultKeys.createdAt);
  return {
    state: vault.state,
    ...(vault.state === 'locked' && { reason: lockedSentences[vault.reason] }),
    keyId,
    secrets: sumOf(({ secrets }) => secrets),
    behind: sumOf(({ behind }) => behind),
    unreadable: sumOf(({ unreadable }) => unreadable),
    versions: versions.map(({ id, createdAt }) => ({
      keyId: id,
      since: createdAt.toISOString(),
      secrets: sumOf(({ byKey }) => byKey.get(id) ?? 0),
    })),
  };
}

type Counts = {
  secrets: number;
  behind: number;
  unreadable: number;
  byKey: ReadonlyMap<string | null, number>;
};

async function countSecrets(viewer: Viewer, table: SecretTable, keyId: string): Promise<Counts> {
  const rows = await db()
    .select({
      keyId: table.keyId,
      secrets: count(),
      behind: sql<number>`(count(*) filter (where ${isBehind(table, keyId)}))::int`,
      unreadable: sql<number>`(count(*) filter (where ${isNotNull(table.quarantinedAt)}))::int`,
    })
    .from(table)
    // A person's own secret belongs to no account.
    .where('accountId' in table ? withinScope(viewer, table.accountId) : undefined)
    .groupBy(table.keyId);
  const sumOf = (read: (row: (typeof rows)[number]) => number) =>
    rows.map(read).reduce((a, b) => a + b, 0);
  return {
    secrets: sumOf(({ secrets }) => secrets),
    behind: sumOf(({ behind }) => behind),
    unreadable: sumOf(({ unreadable }) => unreadable),
    byKey: new Map(rows.map((row) => [row.keyId, row.secrets])),
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
