import { startEmbeddedPostgres } from '@/lib/db/embedded';
import { closeDatabase } from '@/lib/db/client';
import { migrateDatabase } from '@/lib/db/migrate';
import { resetEnv, type Env } from '@/lib/env';
import { createFirstSetUpLink } from '@/lib/staff/create-set-up-link';
import { StartError } from './start-error';

export interface StartedDatabase {
  url: string;
  stop: () => Promise<void>;
}

/** The database of the settings, at this version's schema. */
export async function startDatabase(settings: Env): Promise<StartedDatabase> {
  if (settings.databaseUrl) {
    await bringUpToDate(settings.databaseUrl, 'The database of DATABASE_URL');
    return { url: settings.databaseUrl, stop: async () => undefined };
  }
  const { url, stop } = await startEmbeddedPostgres({ dataDir: settings.dataDir });
  try {
    await bringUpToDate(url, 'The embedded database');
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function bringUpToDate(url: string, name: string): Promise<void> {
  try {
    await migrateDatabase(url);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new StartError(`${name} cannot be used (${code}).`, { cause: error });
  }
}

/** A link for the first administrator while there is no staff; asked of the product itself. */
export async function firstSetUpLink(databaseUrl: string): Promise<string | null> {
  process.env.DATABASE_URL = databaseUrl;
  resetEnv();
  try {
    return await createFirstSetUpLink();
  } finally {
    await closeDatabase();
  }
}
