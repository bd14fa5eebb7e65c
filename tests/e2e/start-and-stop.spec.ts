import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@/tests/support/free-port';
import {
  spawnServer,
  startTestServer,
  temporaryDataDir,
  type TestServer,
} from '@/tests/support/server';
import { expect, test } from './test';

let dataDir: string;
const started: Promise<TestServer>[] = [];

function start(options?: Parameters<typeof startTestServer>[0]): Promise<TestServer> {
  const server = startTestServer({ dataDir, ...options });
  started.push(server);
  return server;
}

test.beforeEach(async () => {
  dataDir = await temporaryDataDir();
});

test.afterEach(async () => {
  // One that a failed test left running, or whose start took too long.
  for (const server of await Promise.allSettled(started.splice(0))) {
    if (server.status === 'fulfilled') await server.value.end();
  }
  await rm(dataDir, { recursive: true, force: true });
});

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/api/health/ready`).then(
    (answer) => answer.ok,
    () => false,
  );
}

// Each starts a server or two, which takes long on a busy machine.
test.setTimeout(150_000);

test('a second start on the same data folder is refused in one line, and the first keeps serving (N73)', async () => {
  const first = await start();
  const second = await spawnServer({ dataDir, port: await freePort(), env: {} });
  expect(await second.ended).toBe(1);
  expect(second.output()).toBe(
    `Already running: process ${first.pid} serves ${dataDir} at ${first.url}. Stop it first, or set DATA_DIR to another folder.\n`,
  );
  expect(await isReady(first.url)).toBe(true);
  await first.stop();
});

test('the server’s environment contains no password of the superuser or the first administrator (S12, S26)', async () => {
  const server = await start();
  const superuser = (await readFile(join(dataDir, 'postgres-superuser-password'), 'utf8')).trim();
  const runtime = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
  const environments = await environmentsBelow(server.pid);
  expect(environments.length).toBeGreaterThan(0);
  expect(environments.some((text) => text.includes(runtime))).toBe(true);
  for (const text of environments) {
    expect(text).not.toContain(superuser);
    expect(text).not.toContain('ADMIN_PASSWORD=');
  }
  await server.stop();
});

/** The processes that a process has started, and theirs. */
async function environmentsBelow(pid: number): Promise<string[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) =>
      readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => ''),
    ),
  );
  const found: string[] = [];
  for (const child of lists.join(' ').split(' ').filter(Boolean).map(Number)) {
    found.push(await readFile(`/proc/${child}/environ`, 'utf8').catch(() => ''));
    found.push(...(await environmentsBelow(child)));
  }
  return found;
}

test('SIGTERM ends everything, and the next start installs, builds and creates nothing again', async () => {
  test.setTimeout(180_000);
  const first = await start({ isFromSource: true });
  const key = await readFile(join(dataDir, 'keys', 'encryption-key'), 'utf8');
  expect(await first.end('SIGTERM')).toBe(0);
  expect(await isReady(first.url)).toBe(false);
  // The audit log’s first checkpoint may have been written by now.
  const names = (await readdir(dataDir)).filter((name) => name !== 'audit');
  expect(names.sort()).toEqual([
    'keys',
    'postgres',
    'postgres-password',
    'postgres-superuser-password',
    'postgres.log',
  ]);
  expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toMatch(
    /database system is shut down\n$/,
  );
  const second = await start();
  expect(second.output()).not.toMatch(/Installing|Building|one-time/);
  expect(await readFile(join(dataDir, 'keys', 'encryption-key'), 'utf8')).toBe(key);
  await second.stop();
});

test('a double Ctrl-C stops once', async () => {
  const server = await start();
  process.kill(server.pid, 'SIGINT');
  expect(await server.end('SIGINT')).toBe(0);
});

test('a start after kill -9 takes over the database, and the old server is gone', async () => {
  const first = await start();
  const database = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  expect(await first.end('SIGKILL')).toBe('SIGKILL');
  await expect.poll(() => isReady(first.url), { timeout: 25_000 }).toBe(false);
  const second = await start();
  expect(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).toBe(database);
  await second.stop();
  expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
});

test('without staff and settings, a setup link is printed and opens the setup page', async ({
  page,
}) => {
  const server = await start({ env: { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' } });
  const link = await expect
    .poll(() => /http\S+\/set-up\S+/.exec(server.output())?.[0])
    .toBeTruthy()
    .then(() => /http\S+\/set-up\S+/.exec(server.output())?.[0] ?? '');
  await page.goto(server.url);
  await expect(page.getByText('Reseller Desk isn’t set up yet')).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByLabel('Email', { exact: true })).toBeVisible();
  await server.stop();
});
