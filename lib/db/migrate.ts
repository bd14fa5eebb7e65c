import 'server-only';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';

/** Any number will do, as long as every version of this program takes the same. */
const MIGRATION_LOCK = 7_305_117;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Brings the database to the schema of this version. Each start calls it: two at once wait for
 * each other, and what is applied is not applied again. All pending steps are one transaction.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: 'reseller-desk-migrate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks fails the query under way; unheard, it would end the process as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), {
      migrationsFolder: join(process.cwd(), 'lib/db/migrations'),
    });
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}
