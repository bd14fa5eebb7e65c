import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/server/db/embedded/embedded';
import { migrateDatabase } from '@/lib/server/db/migrate';

const TEMPLATE = 'reseller_desk_template';

declare module 'vitest' {
  interface ProvidedContext {
    /** `runtimeUrl` is for the role that the code uses in tests, like the server's. */
    postgres: {
      superuserUrl: string;
      runtimeUrl: string;
      template: string;
      /** What the names of this run's databases begin with. */
      prefix: string;
      /** PostgreSQL 15 or newer. */
      canCopyFiles: boolean;
    };
  }
}

/**
 * One PostgreSQL for all test files: the embedded one; with TEST_POSTGRES_BIN one created by the
 * programs in that folder; with TEST_DATABASE_URL the server there, as a superuser.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const own = given ? null : await startTestPostgres();
  const superuserUrl = given ?? own?.postgres.superuserUrl ?? '';
  const { runtimeUrl, version } = await makeTemplate(superuserUrl);
  const canCopyFiles = version >= 150_000;
  const prefix = `test_${randomBytes(4).toString('hex')}`;
  const template = TEMPLATE;
  project.provide('postgres', { superuserUrl, runtimeUrl, template, prefix, canCopyFiles });
  return async () => {
    if (given) await dropAll(given, prefix);
    await own?.postgres.stop();
    if (own) await rm(own.dataDir, { recursive: true, force: true });
  };
}

/** The run's databases are kept for its next tests; a server that stays must not keep them. */
async function dropAll(superuserUrl: string, prefix: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [prefix],
    );
    for (const { name } of rows) await client.query(`drop database ${name} with (force)`);
  } finally {
    await client.end();
  }
}

async function startTestPostgres(): Promise<{ postgres: EmbeddedPostgres; dataDir: string }> {
  const binFolder = process.env.TEST_POSTGRES_BIN;
  // Older versions must be able to reach their data, even if root's TMPDIR is closed.
  const parent = binFolder && process.getuid?.() === 0 ? '/tmp' : tmpdir();
  const dataDir = await mkdtemp(join(parent, 'reseller-desk-test-'));
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({
    dataDir,
    binFolder,
    settings: {
      ...{ fsync: 'off', full_page_writes: 'off', max_connections: '120' },
      // It would go from one short-lived database to the next.
      autovacuum: 'off',
    },
  });
  return { postgres, dataDir };
}

const RUNTIME = { role: 'desk_under_test', password: 'desk-under-test' };

/** @returns the URL of the template for the code under test, and the server's version: 180004 */
async function makeTemplate(
  superuserUrl: string,
): Promise<{ runtimeUrl: string; version: number }> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  let version: number;
  try {
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    version = Number(rows[0]?.server_version_num);
    await client.query(`drop database if exists ${TEMPLATE}`);
    await client.query(`create database ${TEMPLATE}`);
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [
      RUNTIME.role,
    ]);
    if (rowCount === 0) {
      await client.query(`create role ${RUNTIME.role} login password '${RUNTIME.password}'`);
    }
  } finally {
    await client.end();
  }
  const owner = new URL(superuserUrl);
  owner.pathname = `/${TEMPLATE}`;
  const runtime = new URL(owner);
  runtime.username = RUNTIME.role;
  runtime.password = RUNTIME.password;
  await migrateDatabase(owner.href, runtime.href);
  return { runtimeUrl: runtime.href, version };
}
