import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockHolder, takeLock } from '@/lib/server/db/embedded/lock';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseller-desk-lock-'));
  path = join(folder, 'server.lock');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function pidOfEndedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

async function writeLock(pid: number): Promise<void> {
  await writeFile(path, JSON.stringify({ pid, identity: 'of another time', token: 'old' }));
}

it('tells a second process who holds the lock and what they wrote into it', async () => {
  await takeLock(path, { url: 'http://localhost:3000' });
  expect(await takeLock(path)).toMatchObject({
    holder: { pid: process.pid, url: 'http://localhost:3000' },
  });
});

it('is free again once released, and leaves nothing behind', async () => {
  const lock = await takeLock(path);
  if ('release' in lock) await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

it('takes over from a process that has ended', async () => {
  await writeLock(await pidOfEndedProcess());
  expect(await lockHolder(path)).toBeNull();
  expect(await takeLock(path)).toHaveProperty('release');
});

it('takes over if another program has the holder’s process id', async () => {
  await writeLock(process.pid);
  expect(await takeLock(path)).toHaveProperty('release');
});

it('takes over a truncated lock file', async () => {
  await writeFile(path, '{"pid": 12');
  expect(await takeLock(path)).toHaveProperty('release');
});

it('lets exactly one of twenty take over a stale lock, again and again', async () => {
  const ended = await pidOfEndedProcess();
  for (let round = 0; round < 20; round += 1) {
    await writeLock(ended);
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeLock(path)));
    const holders = taken.flatMap((lock) => ('release' in lock ? [lock] : []));
    expect(holders).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['server.lock']);
    await holders[0]?.release();
  }
});

it('takes over from one that was killed while it took over', async () => {
  const ended = await pidOfEndedProcess();
  await writeLock(ended);
  const taken = await takeLock(path);
  const text = await readFile(path, 'utf8');
  if ('release' in taken) await taken.release();
  await writeLock(ended);
  const id = createHash('sha256')
    .update(await readFile(path, 'utf8'))
    .digest('hex')
    .slice(0, 16);
  // It had linked its own lock after the stale one, and not put it in its place.
  await writeFile(`${path}.after-${id}`, text.replace(`"pid":${process.pid}`, `"pid":${ended}`));
  expect(await lockHolder(path)).toBeNull();
  expect(await takeLock(path)).toHaveProperty('release');
  expect(await readdir(folder)).toEqual(['server.lock']);
});
