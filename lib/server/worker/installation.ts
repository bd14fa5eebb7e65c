import 'server-only';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { describeBackups, type BackupState } from '@/lib/server/backup/describe-backups';
import { db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { productVersion } from '@/lib/server/product-version';
import { describeVault } from '@/lib/server/vault/describe-vault';
import { isWorkerRunning } from './is-running';

export type Installation = {
  /** Of the product, as in package.json. */
  version: string;
  nodeVersion: string;
  isWorkerRunning: boolean;
  /** Null: the database can't be reached. */
  database: { version: string; sizeBytes: number } | null;
  /** Null: unknown, because the database can't be reached. */
  isVaultOpen: boolean | null;
  backup: {
    /** Null: unknown, because the database can't be reached. */
    backups: BackupState | null;
    /** Undefined: this server makes none by itself. */
    everyHours: number | undefined;
    kept: number;
  };
};

/** What an administrator asks first when something is wrong. Never throws. */
export async function describeInstallation(): Promise<Installation> {
  const [version, database, isVaultOpen, backups] = await Promise.all([
    productVersion(),
    describeDatabase(),
    describeVault().then(
      ({ state }) => state === 'open',
      () => null,
    ),
    describeBackups().catch(() => null),
  ]);
  const nodeVersion = process.versions.node;
  const { everyHours, kept } = env().backup;
  return {
    ...{ version, nodeVersion, isWorkerRunning: isWorkerRunning(), database, isVaultOpen },
    backup: { backups, everyHours, kept },
  };
}

async function describeDatabase(): Promise<Installation['database']> {
  try {
    const { rows } = await db().execute<{ version: string; size: string }>(
      sql`select current_setting('server_version') as version,
        pg_database_size(current_database()) as size`,
    );
    const [row] = rows;
    return row ? { version: row.version, sizeBytes: Number(row.size) } : null;
  } catch {
    return null;
  }
}

/** How this installation is configured, for the settings page. It contains no secret. */
export function describeSettings() {
  const { appUrl, autoLoginHosts, upstreamTimeoutMs, inviteChunkSize, inviteConcurrency } = env();
  return {
    publicUrl: appUrl,
    autoLoginHosts,
    upstreamTimeoutMs,
    inviteChunkSize,
    inviteConcurrency,
    usersFreshSeconds: env().usersFreshSeconds,
  };
}

export type Release = { title: string; changes: string[] };

/** What changed, the newest release first; empty if the file isn't there. */
export async function readChangelog(): Promise<Release[]> {
  return releasesIn(await readFile(inProject('CHANGELOG.md'), 'utf8').catch(() => ''));
}

/** Each second-level heading is a release, and each item of a list below it is a change. */
export function releasesIn(markdown: string): Release[] {
  const releases: Release[] = [];
  for (const line of markdown.split('\n')) {
    const heading = /^## (.+)$/.exec(line)?.[1];
    if (heading) releases.push({ title: heading, changes: [] });
    const change = /^- (.+)$/.exec(line)?.[1];
    if (change) releases.at(-1)?.changes.push(change.replaceAll(/[*_`]/g, ''));
  }
  return releases;
}

/** The server runs in the project's folder, as its migrations require. */
function inProject(name: string): string {
  return join(/* turbopackIgnore: true */ process.cwd(), name);
}
