import 'server-only';
import { createHash, type Hash } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { newestMigration } from '@/lib/server/db/migrate';
import { productVersion } from '@/lib/server/product-version';
import {
  BackupError,
  EMPTIED,
  END_OF_ROWS,
  FORMAT,
  type BackupHeader,
  type Manifest,
} from './format';

type Table = { name: string; columns: string[]; refersTo: string[] };

/**
 * The whole database at one moment, as the text of a backup. The server may go on writing: nothing
 * waits for this, except a migration.
 * @param url of a role that may read the tables
 */
export async function* readSnapshot(url: string, onDone: (done: Manifest) => void) {
  const client = new Client({ connectionString: url, application_name: 'reseller-desk-backup' });
  // A broken connection fails the current query; without a listener, it would also end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    // However large a table is, and however slow the disk that it is written to.
    await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
    await client.query('begin isolation level repeatable read, read only');
    const tables = await lockTables(client);
    const whole = createHash('sha256');
    const counted = (text: Buffer) => {
      whole.update(text);
      return text;
    };
    yield counted(line(await describe(client, tables)));
    const manifest: Manifest = { tables: [], sequences: [] };
    for (const table of tables) {
      const { name, columns } = table;
      yield counted(line({ table: name, columns }));
      const part = createHash('sha256');
      const entry = { name, rows: 0, bytes: 0, sha256: '' };
      if (!EMPTIED.has(name)) {
        for await (const chunk of copyRows(client, table, entry, part)) yield counted(chunk);
      }
      manifest.tables.push({ ...entry, sha256: part.digest('hex') });
      yield counted(Buffer.from(END_OF_ROWS));
    }
    // Not part of the snapshot, so read last: at least what the rows have.
    manifest.sequences = await readSequences(client);
    yield counted(line(manifest));
    yield line({ sha256: whole.digest('hex') });
    onDone(manifest);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const line = (content: unknown) => Buffer.from(`${JSON.stringify(content)}\n`);

async function* copyRows(
  client: Client,
  { name, columns }: Table,
  entry: Manifest['tables'][0],
  part: Hash,
) {
  const list = columns.map((column) => escapeIdentifier(column)).join(', ');
  // A query, and not the table itself: it may have partitions.
  const rows = client.query(copyTo(`copy (select ${list} from ${nameOf(name)}) to stdout`));
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    part.update(chunk);
    entry.bytes += chunk.length;
    yield chunk;
  }
  entry.rows = rows.rowCount;
}

const nameOf = (table: string) => `public.${escapeIdentifier(table)}`;

/**
 * Locked before the snapshot is taken, so that no migration changes what it shows. Each table comes
 * after those that its rows refer to.
 */
async function lockTables(client: Client): Promise<Table[]> {
  for (;;) {
    const before = await listTables(client);
    if (before.length === 0) {
      throw new BackupError('There’s nothing to back up: the database has no tables.');
    }
    await client.query(`commit; begin isolation level repeatable read, read only;
      lock table ${before.map(({ name }) => nameOf(name)).join(', ')} in access share mode`);
    const tables = await listTables(client);
    if (JSON.stringify(tables) === JSON.stringify(before)) return inOrder(tables);
  }
}

async function listTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select relname as name,
      array(
        select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
        order by attnum
      ) as columns,
      array(
        select target.relname::text from pg_constraint
        join pg_class as target on target.oid = confrelid
        where conrelid = pg_class.oid and contype = 'f' and confrelid <> conrelid
        order by 1
      ) as "refersTo"
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
    order by relname`);
  return rows;
}

/** @throws if tables refer to each other in a circle */
export function inOrder<Row extends Pick<Table, 'name' | 'refersTo'>>(
  tables: readonly Row[],
): Row[] {
  const ordered: Row[] = [];
  const left = new Set(tables);
  while (left.size > 0) {
    const waiting = new Set([...left].map(({ name }) => name));
    const next = [...left].filter(({ refersTo }) => !refersTo.some((name) => waiting.has(name)));
    if (next.length === 0)
      throw new Error(`These tables refer to each other: ${[...waiting].join(', ')}`);
    for (const table of next) left.delete(table);
    ordered.push(...next);
  }
  return ordered;
}

async function describe(client: Client, tables: readonly Table[]): Promise<BackupHeader> {
  const { rows } = await client.query<{ postgres: string; migration: string | null }>(`
    select current_setting('server_version') as postgres,
      (select max(created_at) from drizzle.__drizzle_migrations) as migration`);
  const [row] = rows;
  const migration = Number(row?.migration);
  if (!row || migration > (await newestMigration())) {
    throw new BackupError(
      'The database was migrated by a newer version of Reseller Desk. Back it up with that version.',
    );
  }
  return {
    format: FORMAT,
    createdAt: new Date().toISOString(),
    version: await productVersion(),
    migration,
    postgres: row.postgres,
    vaultKeys: await usedVaultKeys(client, tables),
    auditKey: await lastAuditKey(client),
  };
}

/** Of all secrets, whichever tables have some. */
async function usedVaultKeys(client: Client, tables: readonly Table[]): Promise<string[]> {
  const sealed = tables.filter(({ refersTo }) => refersTo.includes('vault_keys'));
  const used = sealed.map(({ name }) => `select key_id from ${nameOf(name)}`).join(' union ');
  if (used === '') return [];
  const { rows } = await client.query<{ id: string }>(
    `select key_id as id from (${used}) as used where key_id is not null order by 1`,
  );
  return rows.map(({ id }) => id);
}

async function lastAuditKey(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    'select key_id as id from public.audit_seals order by sequence desc limit 1',
  );
  return rows[0]?.id ?? null;
}

async function readSequences(client: Client): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ name: string }>(
    `select sequencename as name from pg_sequences where schemaname = 'public' order by 1`,
  );
  const sequences: Manifest['sequences'] = [];
  for (const { name } of rows) {
    const { rows: states } = await client.query<{ value: string; isCalled: boolean }>(
      `select last_value as value, is_called as "isCalled" from ${nameOf(name)}`,
    );
    for (const state of states) sequences.push({ name, ...state });
  }
  return sequences;
}
