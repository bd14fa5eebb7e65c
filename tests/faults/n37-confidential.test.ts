import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PUT } from '@/app/api/stored-passwords/route';
import { rotate } from '@/lib/vault/rotate';
import { actor } from '../support/vault';
import { startTestDesk, type TestDesk } from '../support/call-route';

const SECRETS = 200;
/** Each password holds it; the sign in front makes it look another way when it is URL-encoded. */
const CANARY = 'ü canary-N37-5e1f';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

/** The canary in five codings; base64 at each of its three places in a longer text. */
function codings(): [string, Buffer][] {
  const raw = Buffer.from(CANARY);
  const base64 = [0, 1, 2].map((shift): [string, Buffer] => {
    const text = Buffer.concat([Buffer.alloc(shift), raw]).toString('base64');
    return [`base64 ${shift}`, Buffer.from(text.slice(shift === 0 ? 0 : 4, -4))];
  });
  return [
    ['raw', raw],
    ['hex', Buffer.from(raw.toString('hex'))],
    ['HEX', Buffer.from(raw.toString('hex').toUpperCase())],
    ['UTF-16', Buffer.from(CANARY, 'utf16le')],
    ['URL-encoded', Buffer.from(encodeURIComponent(CANARY))],
    ...base64,
  ];
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

it('200 passwords stand nowhere in the database’s files, its log or a dump, in five codings (N37)', async () => {
  const passwords = Array.from({ length: SECRETS }, (_, index) => ({
    username: `findable${index}@hill.example`,
    password: `${index} ${CANARY} ${index}`,
  }));
  for (const json of [{ passwords }, passwords[7]]) {
    const stored = await desk.call(PUT, 'PUT /api/stored-passwords', { json });
    expect(stored.status).toBe(204);
  }
  await expect(rotate(actor)).rejects.toThrow('ENCRYPTION_KEY');

  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query('checkpoint');
  const { rows } = await client.query<{ folder: string }>(
    "select current_setting('data_directory') as folder",
  );
  await client.end();
  const folder = rows[0]?.folder ?? '';
  const contents = [
    ...(await Promise.all((await filesOf(folder)).map((file) => readFile(file).catch(() => null)))),
    await readFile(join(folder, '..', 'postgres.log')).catch(() => null),
  ].filter((content) => content !== null);

  // The search can find: the names are in the table and in the write-ahead log.
  const found = contents.filter((content) => content.includes('findable42@hill.example'));
  expect(found.length).toBeGreaterThanOrEqual(2);
  for (const [coding, needle] of codings()) {
    expect(contents.filter((content) => content.includes(needle)).length, coding).toBe(0);
  }
});

it('neither they nor the keys come out of a fault or an inspection', async () => {
  const run = promisify(execFile);
  const { stdout, stderr } = await run(
    process.execPath,
    [
      ['--import', 'tsx', '--conditions=react-server', '--input-type=module', '-e'],
      [
        `const { inspect } = await import('node:util');
         const { parseSettings } = await import('./lib/env.ts');
         console.log(inspect(parseSettings(process.env), { depth: 9 }));`,
      ],
    ].flat(),
    { env: { ...process.env, ENCRYPTION_KEY_PREVIOUS: Buffer.alloc(32, 'p').toString('base64') } },
  );
  for (const key of ['e', 'p', 'a']) {
    expect(stdout + stderr).not.toContain(Buffer.alloc(32, key).toString('base64').slice(0, 20));
  }
});
