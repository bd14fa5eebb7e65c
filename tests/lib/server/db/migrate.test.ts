import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateDatabase } from '@/lib/server/db/migrate';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
});

async function query<Row extends object>(statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

it('keeps rows and applies nothing again when three starts migrate at once', async () => {
  await query(
    `insert into staff_members (id, email, name, role) values ('stf_1', 'ada@desk.example', 'Ada', 'viewer')`,
  );
  const before = await query('select hash from drizzle.__drizzle_migrations');
  await Promise.all([1, 2, 3].map(() => migrateDatabase(database.ownerUrl)));
  expect(await query('select hash from drizzle.__drizzle_migrations')).toEqual(before);
  expect(await query('select email from staff_members')).toEqual([{ email: 'ada@desk.example' }]);
});

it('creates the schema once if two starts use an empty database at once', async () => {
  await query('drop schema public cascade');
  await query('drop schema drizzle cascade');
  await query('create schema public');
  await Promise.all([migrateDatabase(database.ownerUrl), migrateDatabase(database.ownerUrl)]);
  expect(await query('select count(*)::int as staff from staff_members')).toEqual([{ staff: 0 }]);
});
