import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { Client } from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { POST as SIGN_IN } from '@/app/api/auto-login/route';
import { PUT } from '@/app/api/stored-passwords/route';
import { rotate } from '@/lib/server/vault/rotate';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { knowUsers } from '@/tests/support/know-users';
import { actor } from '@/tests/support/vault';

const SECRETS = 200;
/**
 * Each password contains it. `ü` looks different in URLs and JSON, `???` in base64url, at any
 * offset.
 */
const CANARY = 'ü canary-N37???5e1f';

let desk: TestDesk;
let temporary: string;

beforeAll(async () => {
  // This file's own temporary folder: everything in it was put there meanwhile.
  temporary = await mkdtemp(join(tmpdir(), 'reseller-desk-n37-'));
  vi.stubEnv('TMPDIR', temporary);
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(async () => {
  await desk.close();
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true, force: true });
});

/** The canary in each encoding; base64 at each of its three offsets in a longer text. */
function codings(): [string, Buffer][] {
  const raw = Buffer.from(CANARY);
  const base64 = [0, 1, 2].flatMap((shift): [string, string][] => {
    const whole = Buffer.concat([Buffer.alloc(shift), raw]).toString('base64');
    const text = whole.slice(shift === 0 ? 0 : 4, -4);
    const urlText = text.replaceAll('+', '-').replaceAll('/', '_');
    return [
      [`base64 ${shift}`, text],
      [`base64url ${shift}`, urlText],
    ];
  });
  return [
    ['raw', raw],
    ['UTF-16', Buffer.from(CANARY, 'utf16le')],
    ...[
      ['in JSON of ASCII', CANARY.replace('ü', '\\u00fc')],
      ['hex', raw.toString('hex')],
      ['HEX', raw.toString('hex').toUpperCase()],
      ['URL-encoded', encodeURIComponent(CANARY)],
      ['of a form', new URLSearchParams({ p: CANARY }).toString().slice(2)],
      ...base64,
    ].map(([coding = '', text = '']): [string, Buffer] => [coding, Buffer.from(text)]),
  ];
}

type Place = { name: string; content: Buffer };

/** Every file below a folder; a running server may delete one while we read. */
async function filesOf(folder: string): Promise<Place[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const name = join(entry.parentPath, entry.name);
        const content = await readFile(name).catch(() => null);
        return content && { name, content };
      }),
  );
  return files.filter((file) => file !== null);
}

/** Every value of every table as in a dump, as text, and hex values also as bytes. */
async function dump(client: Client): Promise<Place[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name
      from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const dumped: Place[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<(string | null)[]>({
      text: `select * from ${name}`,
      rowMode: 'array',
      types: { getTypeParser: () => (value: string) => value },
    });
    const values = rows.flat().filter((value) => value !== null);
    const bytes = values.filter((value) => value.startsWith('\\x'));
    dumped.push({
      name: `dump of ${name}`,
      content: Buffer.concat([
        Buffer.from(values.join('\n')),
        ...bytes.map((value) => Buffer.from(value.slice(2), 'hex')),
      ]),
    });
  }
  return dumped;
}

/** Runs work with the most verbose log, and returns what was logged. */
async function logOf(work: () => Promise<void>): Promise<Place> {
  let content = '';
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      content += chunk.toString();
      done();
    },
  });
  globalThis.resellerDeskLog = pino({ level: 'trace' }, sink);
  await work();
  globalThis.resellerDeskLog = undefined;
  return { name: 'our log', content: Buffer.from(content) };
}

// The files are those of every test’s database in a whole run, hence the time limit. The system’s
// swap space, which no program can read, isn't covered; encrypted swap solves that.
it('200 passwords appear in no encoding in the database’s files and log, a dump, our log or the temporary folder (N37)', async () => {
  const passwords = Array.from({ length: SECRETS }, (_, index) => ({
    username: `findable${index}@hill.example`,
    password: `${index} ${CANARY} ${index}`,
  }));
  const log = await logOf(async () => {
    for (const json of [{ passwords }, passwords[7]]) {
      const stored = await desk.call(PUT, 'PUT /api/stored-passwords', { json });
      expect(stored.status).toBe(204);
    }
    // One is decrypted and used, and the result is logged as an error.
    desk.sandbox.remotepc.faults.set('signin', { status: 500 });
    desk.sandbox.remotepc.state.addUser({ username: 'findable42@hill.example' });
    await knowUsers(desk.sandbox);
    const form = { username: 'findable42@hill.example' };
    const used = await desk.call(SIGN_IN, 'POST /api/auto-login', { form });
    expect(used.status).toBeGreaterThanOrEqual(500);
    expect(desk.sandbox.remotepc.calls.map(({ operation }) => operation)).toEqual(['signin']);
    await expect(rotate(actor)).rejects.toThrow('ENCRYPTION_KEY');
  });

  const client = new Client({ connectionString: desk.ownerUrl });
  await client.connect();
  await client.query('checkpoint');
  const { rows } = await client.query<{ folder: string }>(
    "select current_setting('data_directory') as folder",
  );
  const dumped = await dump(client);
  const sealed = await client.query<{ sealed: Buffer }>('select sealed from stored_passwords');
  await client.end();
  const folder = rows[0]?.folder ?? '';
  const logFile = resolve(folder, '..', 'postgres.log');
  const places = [
    ...(await filesOf(folder)),
    { name: logFile, content: await readFile(logFile) },
    ...dumped,
    log,
    ...(await filesOf(tmpdir())),
  ];
  expect(tmpdir()).toBe(temporary);

  // The search works: names are in the table, in the write-ahead log and in the dump, bytes too.
  const holders = (needle: string | Buffer) =>
    places.filter(({ content }) => content.includes(needle)).map(({ name }) => name);
  const holdersOfName = holders('findable42@hill.example');
  expect(holdersOfName).toContain('dump of public.stored_passwords');
  expect(holdersOfName.filter((name) => name.startsWith(folder)).length).toBeGreaterThanOrEqual(2);
  expect(holders(sealed.rows[42]?.sealed ?? '')).toContain('dump of public.stored_passwords');
  expect(holders('request failed')).toContain('our log');
  expect(holders('database system is ready')).toContain(logFile);
  for (const [coding, needle] of codings()) expect(holders(needle), coding).toEqual([]);
}, 60_000);

it('and each of the encodings would be found in a longer text', () => {
  const longer = (shift: number) => Buffer.from(`${'x'.repeat(shift)} ${CANARY} 42`);
  const texts = [0, 1, 2].flatMap((shift) => {
    const text = longer(shift).toString();
    return [
      text,
      JSON.stringify({ text }).replace('ü', '\\u00fc'),
      ...(['hex', 'base64', 'base64url'] as const).map((coding) => longer(shift).toString(coding)),
      longer(shift).toString('hex').toUpperCase(),
      encodeURIComponent(text),
      new URLSearchParams({ text }).toString(),
    ].map((one) => Buffer.from(one));
  });
  texts.push(Buffer.from(longer(0).toString(), 'utf16le'));
  for (const [coding, needle] of codings()) {
    expect(
      texts.some((text) => text.includes(needle)),
      coding,
    ).toBe(true);
  }
});

it('neither they nor the keys appear in an error or an inspected object', async () => {
  const run = promisify(execFile);
  const { stdout, stderr } = await run(
    process.execPath,
    [
      ['--import', 'tsx', '--conditions=react-server', '--input-type=module', '-e'],
      [
        `const { inspect } = await import('node:util');
         const { parseSettings } = await import('./lib/server/env.ts');
         console.log(inspect(parseSettings(process.env), { depth: 9 }));`,
      ],
    ].flat(),
    { env: { ...process.env, ENCRYPTION_KEY_PREVIOUS: Buffer.alloc(32, 'p').toString('base64') } },
  );
  for (const key of ['e', 'p', 'a']) {
    expect(stdout + stderr).not.toContain(Buffer.alloc(32, key).toString('base64').slice(0, 20));
  }
});
