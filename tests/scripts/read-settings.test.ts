import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { env, resetEnv } from '@/lib/server/env';
import { readEnvFiles } from '@/scripts/serve/env-files';
import { readSettings } from '@/scripts/serve/read-settings';

const run = promisify(execFile);
const before = { ...process.env };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseller-desk-env-'));
  for (const name of ['PORT', '__NEXT_PROCESSED_ENV']) delete process.env[name];
});

afterEach(async () => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, before);
  resetEnv();
  await rm(folder, { recursive: true });
});

const FILE = `PORT=3105
DATA_DIR=/srv/desk
APP_URL="https://desk.example"
REMOTEPC_API_KEY=abc
REMOTEPC_API_URL=http://127.0.0.1:9/rpc
`;

it('reads PORT, DATA_DIR, APP_URL and RemotePC’s account from .env, and names the file', async () => {
  await writeFile(join(folder, '.env'), FILE);
  const said: string[] = [];
  const settings = readSettings({ folder, say: (line) => said.push(line) });
  expect(settings).toMatchObject({
    port: 3105,
    dataDir: '/srv/desk',
    appUrl: 'https://desk.example',
    remotepc: { apiKey: 'abc', baseUrl: 'http://127.0.0.1:9/rpc' },
  });
  expect(said).toEqual(['Settings read from .env; environment variables take precedence.']);
  resetEnv();
  expect(env()).toEqual(settings);
});

it('leaves nothing for Next to read: the server gets the settings from the start program', async () => {
  await writeFile(join(folder, '.env'), FILE);
  process.env.PORT = '4000';
  readSettings({ folder, say: () => undefined });
  // Changed meanwhile, which must not lead to two different values.
  await writeFile(join(folder, '.env'), 'REMOTEPC_API_KEY=other\nREMOTEIT_USERNAME=late\n');
  const { stdout } = await run(process.execPath, [
    '-e',
    `require('@next/env').loadEnvConfig(${JSON.stringify(folder)});
     const { PORT, REMOTEPC_API_KEY, REMOTEIT_USERNAME } = process.env;
     console.log(JSON.stringify({ PORT, REMOTEPC_API_KEY, REMOTEIT_USERNAME }));`,
  ]);
  expect(JSON.parse(stdout)).toEqual({ PORT: '4000', REMOTEPC_API_KEY: 'abc' });
});

it('prefers the environment to the files, even for an empty variable', async () => {
  await writeFile(join(folder, '.env'), FILE);
  Object.assign(process.env, { PORT: '4000', REMOTEPC_API_KEY: '' });
  const settings = readSettings({ folder, say: () => undefined });
  expect(settings.port).toBe(4000);
  expect(settings.remotepc).toBeUndefined();
});

it('prints and reads nothing if there is no file', () => {
  const said: string[] = [];
  expect(readSettings({ folder, say: (line) => said.push(line) }).port).toBe(3000);
  expect(said).toEqual([]);
});

it('uses Next’s order of files, with development and production separate', async () => {
  await writeFile(join(folder, '.env'), 'A=1\nB=1\nC=1\nD=1');
  await writeFile(join(folder, '.env.production'), 'B=2\nC=2\nD=2');
  await writeFile(join(folder, '.env.local'), 'C=3\nD=3');
  await writeFile(join(folder, '.env.production.local'), 'D=4');
  await writeFile(join(folder, '.env.development'), 'A=dev');
  expect(readEnvFiles(folder, 'production')).toEqual({
    names: ['.env.production.local', '.env.local', '.env.production', '.env'],
    values: { A: '1', B: '2', C: '3', D: '4' },
  });
  expect(readEnvFiles(folder, 'development').values).toEqual({ A: 'dev', B: '1', C: '3', D: '3' });
});

it('reads a file with Windows line endings, and treats a dollar sign literally', async () => {
  await writeFile(
    join(folder, '.env'),
    '\uFEFFDATABASE_URL=postgres://desk:a$b@db/desk\r\nexport LOG_LEVEL="warn" # less\r\n',
  );
  expect(readEnvFiles(folder, 'production').values).toEqual({
    DATABASE_URL: 'postgres://desk:a$b@db/desk',
    LOG_LEVEL: 'warn',
  });
});
