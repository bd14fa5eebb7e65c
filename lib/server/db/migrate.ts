import 'server-only';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { grantRuntimeRights } from './runtime-role';

/** Any number will do, as long as every version of this program takes the same. */
const MIGRATION_LOCK = 7_305_117;
const CONNECT_TIMEOUT_MS = 10_000;
const migrationsFolder = join(process.cwd(), 'lib/server/db/migrations');

/**
 * Brings the database to the schema of this version. Each start calls it: two at once wait for
 * each other, and what is applied is not applied again. All pending steps are one transaction.
 * @param url of the owner of the tables
 * @param runtimeUrl of the server: where its role is another one, it gets the rights it needs
 */
export async function migrateDatabase(url: string, runtimeUrl = url): Promise<void> {
  const runtimeRole = runtimeUrl === url ? null : await usingClient(runtimeUrl, currentRole);
  await usingClient(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    if (!(await isCurrent(client))) await migrate(drizzle(client), { migrationsFolder });
    if (runtimeRole !== null && runtimeRole !== (await currentRole(client))) {
      await grantRuntimeRights(client, runtimeRole);
    }
  });
}

async function usingClient<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({
    connectionString: url,
    application_name: 'reseller-desk-migrate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks fails the query under way; unheard, it would end the process as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    // Ends the session, and with it any lock.
    await client.end();
  }
}

async function currentRole(client: Client): Promise<string> {
  const { rows } = await client.query<{ role: string }>('select current_user as role');
  return rows[0]?.role ?? '';
}

/** Whether nothing is left to apply, by the rule that Drizzle goes by. It asks for rights to find out. */
async function isCurrent(client: Client): Promise<boolean> {
  const text = await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8');
  const { entries } = JSON.parse(text) as { entries: { when: number }[] };
  const { rows: tables } = await client.query<{ isThere: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`,
  );
  if (!tables[0]?.isThere) return false;
  const { rows } = await client.query<{ last: string | null }>(
    'select max(created_at) as last from drizzle.__drizzle_migrations',
  );
  return Number(rows[0]?.last ?? 0) >= Math.max(...entries.map(({ when }) => when));
}
