import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** For the server's role, which can't change tables. */
  url: string;
  /** For the owner of the tables, which can: whoever asks for it gets a database that is dropped. */
  readonly ownerUrl: string;
  /** Close the code's own pool first (`closeDatabase()`). */
  close: () => Promise<void>;
}

/** A database with a connection of its superuser, to empty it. */
type Database = {
  name: string;
  owner: Client;
  /** Statements that bring back the rows and sequences of the template. */
  emptying: string;
  /** Its tables may have been changed, not only their rows. */
  isAltered: boolean;
};

/** In use, by name, and those that were emptied: most tests change only rows. */
const inUse = new Map<string, Database>();
const emptied: Database[] = [];

/**
 * A database with only the template's rows: a copy of it, or one that an earlier test used and that
 * was emptied. Pass its URL to the code with
 * `process.env.DATABASE_URL = url; resetEnv();`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { superuserUrl, runtimeUrl } = inject('postgres');
  const database = emptied.pop() ?? (await copyTemplate());
  const { name } = database;
  inUse.set(name, database);
  return {
    url: urlOf(runtimeUrl, name),
    get ownerUrl() {
      database.isAltered = true;
      return urlOf(superuserUrl, name);
    },
    async close() {
      inUse.delete(name);
      if (await empty(database)) emptied.push(database);
      else await drop(database);
    },
  };
}

/**
 * Runs statements on the database in `DATABASE_URL` as the owner of its tables: for what the code
 * itself isn't allowed to do.
 */
export async function asOwner(statements: string): Promise<void> {
  const name = new URL(process.env.DATABASE_URL ?? '').pathname.slice(1);
  const database = inUse.get(name);
  if (database && CHANGES_SCHEMA.test(statements)) database.isAltered = true;
  await runOn(urlOf(inject('postgres').superuserUrl, name), statements);
}

const CHANGES_SCHEMA = /\b(?:alter|comment|create|drop|grant|rename|revoke)\b/i;

/** The database of a name on a server. */
function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function copyTemplate(): Promise<Database> {
  const { superuserUrl, template, prefix, canCopyFiles } = inject('postgres');
  const name = `${prefix}_${randomUUID().replaceAll('-', '')}`;
  // By default each page is written to the log first, which takes four times as long.
  const strategy = canCopyFiles ? 'strategy file_copy' : '';
  await runOn(superuserUrl, `create database ${name} template ${template} ${strategy}`);
  const owner = new Client({ connectionString: urlOf(superuserUrl, name) });
  // It ends with the server.
  owner.on('error', () => undefined);
  await owner.connect();
  return { name, owner, emptying: await emptyingOf(owner), isAltered: false };
}

/** The template's own rows and sequences are read from a copy that no one has used yet. */
async function emptyingOf(owner: Client): Promise<string> {
  const { rows: tables } = await owner.query<{ name: string }>(
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
  );
  const { rows: sequences } = await owner.query<{ name: string }>(
    "select quote_ident(sequencename) as name from pg_sequences where schemaname = 'public'",
  );
  const names = tables.map(({ name }) => name);
  const filled: string[] = [];
  for (const name of names) {
    const { rows } = await owner.query<{ all: string | null }>(
      `select json_agg(one)::text as all from ${name} as one`,
    );
    const all = rows[0]?.all;
    if (!all) continue;
    const values = `json_populate_recordset(null::${name}, ${owner.escapeLiteral(all)})`;
    filled.push(`insert into ${name} select * from ${values}`);
  }
  return [
    // Whatever is still connected belongs to the test before.
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
    // No trigger and no foreign key fires.
    'set session_replication_role = replica',
    ...names.map((name) => `delete from ${name}`),
    ...filled,
    ...sequences.map(({ name }) => `alter sequence ${name} restart`),
  ].join(';');
}

/** @returns whether it is as it was at first */
async function empty({ owner, emptying, isAltered }: Database): Promise<boolean> {
  if (isAltered) return false;
  await owner.query(emptying);
  return true;
}

async function drop({ name, owner }: Database): Promise<void> {
  await owner.end();
  await runOn(inject('postgres').superuserUrl, `drop database ${name} with (force)`);
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
