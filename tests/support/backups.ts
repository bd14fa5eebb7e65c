import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Client } from 'pg';
import { inject } from 'vitest';

export async function withClient<T>(url: string, task: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
}

/** A database without tables, and how to drop it. */
export async function createEmptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const { superuserUrl, prefix } = inject('postgres');
  const name = `${prefix}_empty_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const run = (statement: string) =>
    withClient(superuserUrl, async (client) => void (await client.query(statement)));
  await run(`create database ${name}`);
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}

export type Content = Record<string, { rows: number; checksum: string }>;

/** Every table's number of rows and checksum. */
export async function contentOf(client: Client): Promise<Content> {
  const { rows: tables } = await client.query<{ name: string }>(`
    select table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema = 'public' order by 1`);
  const content: Content = {};
  for (const { name } of tables) {
    const { rows } = await client.query<Content[string]>(`
      select count(*)::int as rows,
        coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as checksum
      from ${name} as t`);
    if (rows[0]) content[name] = rows[0];
  }
  return content;
}

/** Rewrites a backup that isn't encrypted, with right checksums, as another program could. */
export async function rewriteBackup(
  from: string,
  to: string,
  change: (text: string) => string,
): Promise<void> {
  const lines = gunzipSync(await readFile(from))
    .toString()
    .trimEnd()
    .split('\n');
  const text = change(`${lines.slice(0, -1).join('\n')}\n`);
  const sha256 = createHash('sha256').update(text).digest('hex');
  await writeFile(to, gzipSync(`${text}${JSON.stringify({ sha256 })}\n`));
}
