import 'server-only';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client, escapeIdentifier } from 'pg';

/** An arbitrary number, but the same in every version of this program. */
export const MIGRATION_LOCK = 7_305_117;
const CONNECT_TIMEOUT_MS = 10_000;
const migrationsFolder = join(process.cwd(), 'lib/server/db/migrations');

/** A later version of this program migrated the database: its tables aren't what this one knows. */
export class NewerDatabaseError extends Error {
  override name = 'NewerDatabaseError' as const;
}

/**
 * Migrates the database to the schema of this version. Each start calls it: two at once wait for
 * each other, and nothing is applied twice. All pending steps are one transaction.
 * @throws NewerDatabaseError and nothing is changed
 * @param url of the owner of the tables
 * @param runtimeUrl of the server: if its role is another one, it gets the privileges it needs
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
  // A broken connection fails the current query; without a listener, it would also end the process.
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

/** Whether nothing is left to apply, by Drizzle's own rule. Needs privileges to find out. */
async function isCurrent(client: Client): Promise<boolean> {
  const { rows: tables } = await client.query<{ isThere: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`,
  );
  if (!tables[0]?.isThere) return false;
  const { rows } = await client.query<{ last: string | null }>(
    'select max(created_at) as last from drizzle.__drizzle_migrations',
  );
  const [last, newest] = [Number(rows[0]?.last ?? 0), await newestMigration()];
  if (last > newest) throw new NewerDatabaseError();
  return last === newest;
}

/** The last migration of this version, as the database names it. */
export async function newestMigration(): Promise<number> {
  const text = await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8');
  const { entries } = JSON.parse(text) as { entries: { when: number }[] };
  return Math.max(...entries.map(({ when }) => when));
}

/**
 * Applies some of the migrations in the caller's transaction, as Drizzle would apply all of them in
 * its own.
 */
export async function applyMigrations(
  client: Client,
  { after = 0, upTo = Infinity }: { after?: number; upTo?: number },
): Promise<void> {
  await client.query(`
    create schema if not exists drizzle;
    create table if not exists drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`);
  for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder })) {
    if (folderMillis <= after || folderMillis > upTo) continue;
    for (const statement of sql) await client.query(statement);
    await client.query(
      'insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)',
      [hash, folderMillis],
    );
  }
}

/**
 * Grants the server's role what it needs and no more: read and write rows of every table, but only
 * add to the audit log and its proof. Run as the owner of the tables, after each migration.
 */
async function grantRuntimeRights(client: Client, runtimeRole: string): Promise<void> {
  const role = escapeIdentifier(runtimeRole);
  await client.query(`
    begin;
    revoke create on schema public from public, ${role};
    revoke all on all tables in schema public from public, ${role};
    grant usage on schema public, drizzle to ${role};
    grant select, insert, update, delete on all tables in schema public to ${role};
    revoke update, delete on audit_events, audit_seals, audit_checkpoints, audit_removals
      from ${role};
    grant execute on function audit_remove_events(bigint) to ${role};
    grant usage, select on all sequences in schema public to ${role};
    grant select on all tables in schema drizzle to ${role};
    commit`);
}

/** Whether this connection's role could change or delete audit log entries. */
export async function canChangeAuditLog(query: Query): Promise<boolean> {
  const { rows } = await query(`
    select coalesce(bool_or(pg_has_role(relowner, 'member')
      or has_table_privilege(oid, 'update, delete, truncate, trigger')), false) as "canChange"
    from pg_class
    where relnamespace = to_regnamespace('public') and relkind = 'r'
      and relname in ('audit_events', 'audit_seals', 'audit_checkpoints', 'audit_removals')`);
  return (rows[0] as { canChange: boolean } | undefined)?.canChange ?? false;
}

type Query = (statement: string) => Promise<{ rows: unknown[] }>;
