import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takeLock } from '@/lib/server/db/embedded/lock';
import { settingsFreeEnvironment } from '@/scripts/settings-free-environment.mjs';
import { freePort } from '@/tests/support/free-port';
import { program } from '@/tests/support/program';
import { spawnServer, temporaryDataDir } from '@/tests/support/server';

let dataDir: string;
let neighbour: Server | undefined;
let child: ChildProcess | undefined;

// Each test starts a program, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  dataDir = await temporaryDataDir();
});

afterEach(async () => {
  child?.kill('SIGKILL');
  neighbour?.close();
  neighbour = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function refusal(env: Record<string, string>, port?: number, ...parameters: string[]) {
  const command = [...(await program('scripts/serve.ts')), ...parameters];
  const server = await spawnServer({ dataDir, port: port ?? (await freePort()), env, command });
  child = server.child;
  return { code: await server.ended, said: server.output() };
}

it.each([
  [{ PORT: 'http' }, 'PORT must be a whole number from 1 to 65535.\n'],
  [{ ENCRYPTION_KEY: 'c2hvcnQ=' }, 'ENCRYPTION_KEY must be 32 bytes in base64.\n'],
  [{ DATABASE_URL: 'mysql://db' }, 'DATABASE_URL must be a URL that starts with postgres://.\n'],
  [
    { ADMIN_EMAIL: 'ada@desk.example' },
    'ADMIN_PASSWORD is missing; it is required with ADMIN_EMAIL.\n',
  ],
  [
    { ADMIN_EMAIL: 'ada@desk.example', ADMIN_PASSWORD: 'Summer2026Summer2026' },
    'ADMIN_PASSWORD is too easy to guess; set another, such as four or more unrelated words.\n',
  ],
  [
    { REMOTEIT_ACCESS_KEY_ID: 'KEY' },
    'REMOTEIT_SECRET_ACCESS_KEY is missing; it is required with REMOTEIT_ACCESS_KEY_ID.\n',
  ],
] as [Record<string, string>, string][])(
  'ends with one line that names the invalid setting of %o, before anything is created',
  async (env, line) => {
    expect(await refusal(env)).toEqual({ code: 1, said: line });
    expect(await readdir(dataDir)).toEqual([]);
  },
);

it.each(['0.0.0.0', '::', '192.0.2.7', 'desk.example'])(
  'starts no development server that listens at %s: other machines could reach it (N76)',
  async (HOSTNAME) => {
    expect(await refusal({ HOSTNAME }, undefined, '--dev')).toEqual({
      code: 1,
      said: `npm run dev listens on this machine only: remove HOSTNAME (${HOSTNAME}), or use npm start.\n`,
    });
    expect(await readdir(dataDir)).toEqual([]);
  },
);

it('refuses a second server on one data folder in a line with process and address', async () => {
  await takeLock(join(dataDir, 'server.lock'), { url: 'http://localhost:3000' });
  expect(await refusal({})).toEqual({
    code: 1,
    said: `Already running: process ${process.pid} serves ${dataDir} at http://localhost:3000. Stop it first, or set DATA_DIR to another folder.\n`,
  });
  expect(await readdir(dataDir)).toEqual(['server.lock']);
});

it('refuses a port in use in one line, and releases the data folder', async () => {
  neighbour = createServer().listen(0, '127.0.0.1');
  await once(neighbour, 'listening');
  const address = neighbour.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  expect(await refusal({}, port)).toEqual({
    code: 1,
    said: `PORT ${port} is in use by another program: set PORT to a free port.\n`,
  });
  expect(await readdir(dataDir)).toEqual([]);
});

it('refuses a data folder that is a file in one line', async () => {
  const file = join(dataDir, 'file');
  await writeFile(file, '');
  expect(await refusal({ DATA_DIR: file })).toEqual({
    code: 1,
    said: `DATA_DIR ${file} can’t be written to (EEXIST).\n`,
  });
});

it('uses the .env of its folder from the first check on, and names the file', async () => {
  neighbour = createServer().listen(0, '127.0.0.1');
  await once(neighbour, 'listening');
  const address = neighbour.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const root = fileURLToPath(new URL('../..', import.meta.url));
  for (const name of ['scripts', 'lib', 'node_modules', 'tsconfig.json', 'package.json']) {
    await symlink(join(root, name), join(dataDir, name));
  }
  await writeFile(join(dataDir, '.env'), `PORT=${port}\nDATA_DIR=./kept\n`);
  const variables = { ...settingsFreeEnvironment(), __NEXT_PROCESSED_ENV: undefined };
  const start = (child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=react-server', 'scripts/serve.ts'],
    { cwd: dataDir, env: variables, stdio: ['ignore', 'pipe', 'pipe'] },
  ));
  const [said, complaint] = await Promise.all([text(start.stdout!), text(start.stderr!)]);
  expect(said).toBe('Settings read from .env; environment variables take precedence.\n');
  expect(complaint).toBe(`PORT ${port} is in use by another program: set PORT to a free port.\n`);
  expect(await readdir(dataDir)).toContain('kept');
});
