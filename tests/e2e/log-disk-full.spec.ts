import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { appendFile, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { settingsFreeEnvironment } from '@/scripts/settings-free-environment.mjs';
import { freePort } from '@/tests/support/free-port';
import { program } from '@/tests/support/program';
import { temporaryDataDir, type ServerAddress } from '@/tests/support/server';
import { signedIn } from './support';
import { expect, test } from './test';

/** Every write to it fails as on a full disk. */
const FULL = '/dev/full';

let server: ServerAddress;
let child: ChildProcess;
let ended: Promise<number | null>;

/** A production server whose output goes to these files, and nowhere else. */
async function start(stdout: number, stderr: number): Promise<void> {
  const port = await freePort();
  const dataDir = await temporaryDataDir();
  const admin = { email: 'admin@desk.example', password: 'seven kettles drift past Oslo' };
  child = spawn(process.execPath, await program('scripts/serve.ts'), {
    env: {
      ...settingsFreeEnvironment(),
      ...{ DATA_DIR: dataDir, PORT: String(port), OUTGOING_ADDRESS_URL: 'http://127.0.0.1:9' },
      ...{ ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password },
      AUDIT_CHECKPOINT_FILE: FULL,
    },
    stdio: ['ignore', stdout, stderr],
  });
  ended = new Promise((resolve) => child.once('close', resolve));
  server = {
    ...{ url: `http://localhost:${port}`, dataDir, admin },
    sandbox: { remotepc: '', remoteit: '', controlToken: '' },
  };
  await expect.poll(isReady, { timeout: 60_000 }).toBe(true);
}

async function isReady(): Promise<boolean> {
  return fetch(`${server.url}/api/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

test.afterEach(async () => {
  child.kill('SIGTERM');
  await ended;
  await rm(server.dataDir, { recursive: true, force: true });
});

let number = 0;

/** Reads and writes, each acknowledged; the write is then listed. */
async function worksAsAlways(admin: APIRequestContext): Promise<void> {
  const email = `person-${(number += 1)}@desk.example`;
  const created = await admin.post('/api/staff', { data: { email, name: 'New', role: 'viewer' } });
  expect(created.status()).toBe(201);
  const list = (await (await admin.get('/api/staff')).json()) as { items: { email: string }[] };
  expect(list.items.map((one) => one.email)).toContain(email);
  expect((await admin.get('/users')).status()).toBe(200);
}

// Three starts of a server, which take a while on a busy machine.
test.setTimeout(150_000);

/** Makes the server log a line with this host: someone opened it at an address not its own. */
async function somethingToLog(host: string): Promise<void> {
  const answer = await fetch(`${server.url}/api/set-up`, {
    method: 'POST',
    headers: { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
  });
  expect(answer.status).toBe(403);
}

test('N74: with no room for its log or checkpoints, a server starts, works and stays', async () => {
  const full = openSync(FULL, 'w');
  await start(full, full);
  closeSync(full);
  const admin = await signedIn(server);
  await worksAsAlways(admin);
  for (let line = 0; line < 5; line += 1) await somethingToLog(`other-${line}.example`);
  await worksAsAlways(admin);
  const overview = await (await admin.get('/api/overview')).text();
  expect(overview).toContain('"outlet":"file"');
  expect(overview).toContain('"failure":"not_writable"');
  expect(child.exitCode).toBeNull();
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('N74: whoever reads its log may go away and come back: the server works on, and logs again', async () => {
  const pipe = join(await temporaryDataDir(), 'log');
  execFileSync('mkfifo', [pipe]);
  const open = () => openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  let reader = open();
  const writer = openSync(pipe, 'w');
  await start(writer, writer);
  closeSync(writer);
  const read = () => {
    const bytes = Buffer.alloc(65_536);
    try {
      return bytes.toString('utf8', 0, readSync(reader, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
      throw error;
    }
  };
  await expect.poll(read).toContain('Ready at ');
  const admin = await signedIn(server);
  await somethingToLog('before.example');
  await expect.poll(read).toContain('http://before.example');

  closeSync(reader);
  for (let line = 0; line < 5; line += 1) {
    await somethingToLog(`meanwhile-${line}.example`);
    await worksAsAlways(admin);
  }
  expect(child.exitCode).toBeNull();
  reader = open();
  await somethingToLog('after.example');
  await expect.poll(read).toContain('http://after.example');
  await worksAsAlways(admin);
  closeSync(reader);
  await rm(pipe);
});

/**
 * A small disk of its own, seen through the process that mounted it: only that one needs a mount,
 * which a namespace of its own allows it.
 */
async function smallDisk(): Promise<{ path: string; unmount: () => Promise<void> } | null> {
  const script = 'mount -t tmpfs -o size=64k none /mnt && echo mounted && exec cat';
  const holder = spawn('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script]);
  const gone = new Promise<void>((resolve) => {
    holder.once('error', () => resolve());
    holder.once('close', () => resolve());
  });
  const isMounted = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    gone.then(() => false),
  ]);
  if (!isMounted) return null;
  const unmount = () => {
    holder.stdin.end();
    return gone;
  };
  return { path: `/proc/${holder.pid}/root/mnt`, unmount };
}

test('N74: on a log disk that was full and is freed again, the log goes on with whole lines', async () => {
  const disk = await smallDisk();
  test.skip(disk === null, 'this machine allows no mount');
  if (!disk) return;
  const path = join(disk.path, 'server.log');
  const filler = join(disk.path, 'filler');
  const output = openSync(path, 'a');
  const log = () => readFile(path, 'utf8');
  try {
    await start(output, output);
    closeSync(output);
    const admin = await signedIn(server);
    await somethingToLog('before.example');
    await expect.poll(log).toContain('http://before.example');

    await expect(writeFile(filler, Buffer.alloc(65_536))).rejects.toThrow('ENOSPC');
    // The log's last page, too, but for the beginning of one more line.
    await expect(appendFile(path, '\n'.repeat(65_536))).rejects.toThrow('ENOSPC');
    await truncate(path, (await stat(path)).size - 50);
    for (let line = 0; line < 5; line += 1) await somethingToLog(`while-full-${line}.example`);
    await worksAsAlways(admin);
    const whileFull = await log();
    expect(whileFull.at(-1)).not.toBe('\n');
    expect(whileFull).not.toContain('while-full-4');
    expect(child.exitCode).toBeNull();

    await rm(filler);
    for (let line = 0; line < 3; line += 1) await somethingToLog(`after-${line}.example`);
    await expect.poll(log).toContain('http://after-2.example');
    await worksAsAlways(admin);
    // Only the line that the full disk cut is lost.
    const [rest, ...after] = (await log()).slice(whileFull.length).trimEnd().split('\n');
    expect(rest).toBe('');
    for (const line of after) expect(() => JSON.parse(line) as unknown, line).not.toThrow();
  } finally {
    child.kill('SIGTERM');
    await ended;
    await disk.unmount();
  }
});
