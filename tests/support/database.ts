import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  url: string;
  /** Close the code's own pool first (`closeDatabase()`). */
  close: () => Promise<void>;
}

/**
 * A fresh database at the current schema, a copy of the template. Hand its URL to the code by
 * `process.env.DATABASE_URL = url; resetEnv();`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { superuserUrl, template } = inject('postgres');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser(superuserUrl, `create database ${name} template ${template}`);
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    close: () => asSuperuser(superuserUrl, `drop database ${name} with (force)`),
  };
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
