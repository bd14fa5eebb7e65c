import { closeDatabase } from '../../lib/server/db/client';
import { startEmbeddedPostgres } from '../../lib/server/db/embedded/embedded';
import { migrateDatabase, NewerDatabaseError } from '../../lib/server/db/migrate';
import { env, forgetAdmin, resetEnv, type Env } from '../../lib/server/env';
import { createFirstAdministrator } from '../../lib/server/staff/create-first-administrator';
import { createFirstSetUpLink } from '../../lib/server/staff/set-up-links';
import { StartError } from './start-error';

export interface StartedDatabase {
  /** For the server, which gets only this URL. */
  url: string;
  stop: () => Promise<void>;
}

/** The configured database, at this version's schema. */
export async function startDatabase(settings: Env): Promise<StartedDatabase> {
  if (settings.databaseUrl) {
    const { databaseUrl, databaseOwnerUrl } = settings;
    const name = `The database of ${databaseOwnerUrl ? 'DATABASE_OWNER_URL' : 'DATABASE_URL'}`;
    await bringUpToDate(databaseOwnerUrl ?? databaseUrl, databaseUrl, name);
    return { url: settings.databaseUrl, stop: async () => undefined };
  }
  const { url, ownerUrl, stop } = await startEmbeddedPostgres({ dataDir: settings.dataDir });
  try {
    await bringUpToDate(ownerUrl, url, 'The embedded database');
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

const NO_RIGHTS = '42501';

async function bringUpToDate(url: string, runtimeUrl: string, name: string): Promise<void> {
  try {
    await migrateDatabase(url, runtimeUrl);
  } catch (error) {
    if (error instanceof NewerDatabaseError) {
      throw new StartError(
        `${name} was migrated by a newer version of Reseller Desk, which this one could damage. Start the newer version, or restore the backup from before the upgrade.`,
        { cause: error },
      );
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new StartError(
      code === NO_RIGHTS
        ? `${name} needs a migration that its role may not run (${code}). Set DATABASE_OWNER_URL to a role that owns the tables; see "Use your own PostgreSQL" in README.md.`
        : `${name} can’t be used (${code}).`,
      { cause: error },
    );
  }
}

/**
 * Creates the first administrator from the settings, which are then removed: the server never gets
 * them.
 * @returns without such settings, and while there is no staff, a link for the first one
 */
export async function addFirstAdministrator(databaseUrl: string): Promise<string | null> {
  process.env.DATABASE_URL = databaseUrl;
  resetEnv();
  try {
    const isBySettings = env().admin !== undefined;
    await createFirstAdministrator();
    forgetAdmin();
    return isBySettings ? null : await createFirstSetUpLink();
  } finally {
    await closeDatabase();
  }
}
