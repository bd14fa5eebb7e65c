import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** For the server's role, which can't change tables. */
  url: string;
  /** For the owner of the tables, which can. */
  ownerUrl: string;
  /** Close the code's own pool first (`closeDatabase()`). */
  close: () => Promise<void>;
}

/**
 * A fresh database at the current schema, a copy of the template. Pass its URL to the code with
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
 * Runs statements on the database in `DATABASE_URL` as the owner of its tables: for what the code
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
