import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** Of the role that the server has: it may not change tables. */
  url: string;
  /** Of the owner of the tables, who may. */
  ownerUrl: string;
  /** Close the code's own pool first (`closeDatabase()`). */
  close: () => Promise<void>;
}

/**
 * A fresh database at the current schema, a copy of the template. Hand its URL to the code by
 * `process.env.DATABASE_URL = url; resetEnv();`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { superuserUrl, runtimeUrl, template } = inject('postgres');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runOn(superuserUrl, `create database ${name} template ${template}`);
  const on = (server: string) => {
    const url = new URL(server);
    url.pathname = `/${name}`;
    return url.href;
  };
  return {
    url: on(runtimeUrl),
    ownerUrl: on(superuserUrl),
    close: () => runOn(superuserUrl, `drop database ${name} with (force)`),
  };
}

/**
 * Runs statements on the database of `DATABASE_URL` as the owner of its tables: for what the code
 * itself isn't allowed to do.
 */
export async function asOwner(statements: string): Promise<void> {
  const url = new URL(inject('postgres').superuserUrl);
  url.pathname = new URL(process.env.DATABASE_URL ?? '').pathname;
  await runOn(url.href, statements);
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
