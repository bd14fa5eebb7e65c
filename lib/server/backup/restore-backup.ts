import 'server-only';
import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Client, escapeIdentifier } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { hostActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { applyMigrations, MIGRATION_LOCK, newestMigration } from '@/lib/server/db/migrate';
import { BackupError, type BackupHeader, type Manifest } from './format';
import { newer, readBackup, type BackupFile } from './read-backup';

export type Restored = { header: BackupHeader; tables: number; rows: number };

/**
 * Restores a backup into a database without tables, and migrates it to this version: all of it in
 * one transaction, so what isn't restored whole isn't there at all.
 * @param url of the role that will own the tables
 * @throws BackupError and nothing is changed
 */
export async function restoreBackup(file: BackupFile & { url: string }): Promise<Restored> {
  const client = new Client({
    connectionString: file.url,
    application_name: 'reseller-desk-restore',
  });
  // A broken connection fails the current query; without a listener, it would also end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
    await client.query('begin');
    // A server that starts meanwhile waits before it migrates.
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await requireEmpty(client);
    const restored = await load(client, file);
    await client.query('commit');
    return restored;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function requireEmpty(client: Client): Promise<void> {
  const { rows } = await client.query<{ tables: number }>(`
    select count(*)::int as tables from pg_class
    where relkind in ('r', 'p', 'v', 'm', 'S')
      and relnamespace in (to_regnamespace('public'), to_regnamespace('drizzle'))`);
  if (rows[0]?.tables === 0) return;
  throw new BackupError(
    'The database isn’t empty, and nothing in it is replaced. Restore into a new database or DATA_DIR.',
  );
}

async function load(client: Client, file: BackupFile): Promise<Restored> {
  const { header, manifest } = await readBackup(file, {
    begin: async (read) => {
      if (read.migration > (await newestMigration())) throw newer(read);
      await applyMigrations(client, { upTo: read.migration });
      await client.query(switchTriggers('disable', await insertTriggers(client)));
    },
    table: (name, columns, rows) => loadTable(client, name, columns, rows),
  });
  await requireRows(client, manifest);
  for (const { name, value, isCalled } of manifest.sequences) {
    await client.query('select setval($1::regclass, $2, $3)', [nameOf(name), value, isCalled]);
  }
  await client.query(switchTriggers('enable', await insertTriggers(client)));
  await applyMigrations(client, { after: header.migration });
  await doubtWhatWasWaiting(client);
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  await recordRestore(client, header, rows);
  return { header, tables: manifest.tables.length, rows };
}

const nameOf = (table: string) => `public.${escapeIdentifier(table)}`;

type Trigger = { table: string; name: string };

/**
 * What refuses rows that didn't begin here, such as invitations that were sent. The triggers that
 * keep rows from being changed or deleted stay on all the time.
 */
async function insertTriggers(client: Client): Promise<Trigger[]> {
  const INSERT = 4;
  const { rows } = await client.query<Trigger>(
    `select relname as "table", tgname as name
    from pg_trigger join pg_class on pg_class.oid = tgrelid
    where not tgisinternal and tgtype & $1 <> 0 and relnamespace = 'public'::regnamespace`,
    [INSERT],
  );
  return rows;
}

function switchTriggers(how: 'enable' | 'disable', triggers: readonly Trigger[]): string {
  return triggers
    .map(
      ({ table, name }) => `alter table ${nameOf(table)} ${how} trigger ${escapeIdentifier(name)};`,
    )
    .join('');
}

async function loadTable(
  client: Client,
  name: string,
  columns: readonly string[],
  rows: AsyncIterable<Buffer>,
): Promise<void> {
  const list = columns.map((column) => escapeIdentifier(column)).join(', ');
  // What a migration put there is in the backup, too.
  await client.query(`delete from ${nameOf(name)}`);
  await pipeline(rows, client.query(copyFrom(`copy ${nameOf(name)} (${list}) from stdin`)));
}

async function requireRows(client: Client, { tables }: Manifest): Promise<void> {
  for (const { name, rows: expected } of tables) {
    const { rows } = await client.query<{ found: string }>(
      `select count(*) as found from ${nameOf(name)}`,
    );
    if (Number(rows[0]?.found) === expected) continue;
    throw new BackupError(
      `The table ${name} has ${rows[0]?.found} rows, but ${expected} were backed up.`,
    );
  }
}

/**
 * What waited may have been sent after the backup was made: a person decides when batches go on.
 * Rows that were being sent have no process any more; the next worker calls them unconfirmed. Emails
 * and notifications aren't sent: no one needs to be told late of what they may know. Webhooks go on,
 * since each of their messages has an id by which its receiver knows it again.
 */
async function doubtWhatWasWaiting(client: Client): Promise<void> {
  await client.query(`
    update invitations set attempts = greatest(attempts, 1)
      from batches where batches.id = batch_id and finished_at is null and status = 'pending';
    update invitations set attempts = greatest(attempts, 2), lease_until = now() - interval '1 second'
      where status = 'sending';
    update batches set paused_at = now(), paused_reason = 'restored'
      where finished_at is null and cancelled_at is null;
    update mail_messages set state = 'unconfirmed', data = '{}', claim_id = null,
        lease_until = null, settled_at = now()
      where settled_at is null;
    update notification_deliveries set state = 'failed', failure = 'restored', is_open = false,
        claim_id = null, lease_until = null, settled_at = now()
      where settled_at is null;
    update audit_sealing set pending = null, pending_holders = '{}'`);
}

async function recordRestore(client: Client, header: BackupHeader, rows: number): Promise<void> {
  const { createdAt, version } = header;
  await recordEvent(
    hostActor(randomUUID()),
    { action: 'backup.restored', outcome: 'success', details: { createdAt, version, rows } },
    drizzle(client),
  );
}
