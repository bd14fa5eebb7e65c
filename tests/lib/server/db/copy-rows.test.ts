import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeDatabase, pool } from '@/lib/server/db/client';
import { copyRows } from '@/lib/server/db/copy-rows';
import { resetEnv } from '@/lib/server/env';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  resetEnv();
});
afterAll(async () => {
  await closeDatabase();
  await database.close();
});

async function read(query: string): Promise<(string | null)[][]> {
  const client = await pool().connect();
  try {
    const rows: (string | null)[][] = [];
    for await (const some of copyRows(client, query)) rows.push(...some);
    return rows;
  } finally {
    client.release();
  }
}

it('tells null from an empty text, and both from the letters that stand for null', async () => {
  expect(await read(String.raw`select null, '', '\N', 'N'`)).toEqual([
    [null, '', String.raw`\N`, 'N'],
  ]);
});

it('gives back tabs, ends of lines, backslashes and control characters as they were', async () => {
  expect(await read(String.raw`select E'a\tb\nc\rd\\e\bf\fg\vh\x01i', E'\\t\\n\\\\', 7`)).toEqual([
    ['a\tb\nc\rd\\e\bf\fg\vh\u0001i', String.raw`\t\n\\`, '7'],
  ]);
});

it('keeps a line together that comes in several parts, within a letter too', async () => {
  const rows = await read(
    `select n, repeat('€ß🙂', 1 + n % 7000) from generate_series(1, 60) as n
     union all select 61, repeat('€', 200000) order by 1`,
  );
  expect(rows).toHaveLength(61);
  expect(rows.map(([number]) => number)).toEqual(Array.from({ length: 61 }, (_, n) => `${n + 1}`));
  expect(rows[41]).toEqual(['42', '€ß🙂'.repeat(43)]);
  expect(rows[60]).toEqual(['61', '€'.repeat(200_000)]);
});

it('reads nothing from a query without rows, and a row of one empty text as that', async () => {
  expect(await read('select 1 where false')).toEqual([]);
  expect(await read(`select ''`)).toEqual([['']]);
});

it('throws what PostgreSQL says, and leaves a connection that works', async () => {
  await expect(read('select 1 / 0')).rejects.toThrow('division by zero');
  expect(await read('select 1')).toEqual([['1']]);
});
