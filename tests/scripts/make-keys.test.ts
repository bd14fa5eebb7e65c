import { mkdtemp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSettings } from '@/lib/server/env';
import { makeKeys } from '@/scripts/serve/make-keys';

const KEY = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'reseller-desk-keys-'));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const settings = (variables: Record<string, string> = {}) =>
  parseSettings({ DATA_DIR: dataDir, ...variables });

it('creates three different keys of 32 bytes that only their owner can read', async () => {
  await makeKeys(settings());
  const names = await readdir(join(dataDir, 'keys'));
  expect(names.sort()).toEqual(['audit-key', 'auth-secret', 'encryption-key']);
  const keys = await Promise.all(
    names.map((name) => readFile(join(dataDir, 'keys', name), 'utf8')),
  );
  expect(keys.map((key) => Buffer.from(key.trim(), 'base64').length)).toEqual([32, 32, 32]);
  expect(new Set(keys).size).toBe(3);
  for (const name of names) {
    expect((await stat(join(dataDir, 'keys', name))).mode & 0o777).toBe(0o600);
  }
  expect((await stat(join(dataDir, 'keys'))).mode & 0o777).toBe(0o700);
});

it('keeps existing keys, even if two starts run at once', async () => {
  await Promise.all([makeKeys(settings()), makeKeys(settings())]);
  const path = join(dataDir, 'keys', 'encryption-key');
  const made = await readFile(path, 'utf8');
  await makeKeys(settings());
  expect(await readFile(path, 'utf8')).toBe(made);
  expect((await readdir(join(dataDir, 'keys'))).sort()).toEqual([
    'audit-key',
    'auth-secret',
    'encryption-key',
  ]);
});

it('creates no key that a variable provides', async () => {
  await makeKeys(settings({ AUTH_SECRET: KEY, ENCRYPTION_KEY: KEY, AUDIT_KEY: KEY }));
  expect(await readdir(dataDir)).toEqual([]);
});

it('creates no new encryption key for a database whose key is gone: the vault is locked then', async () => {
  await mkdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
  await makeKeys(settings());
  expect(await readdir(join(dataDir, 'keys'))).toEqual(['audit-key', 'auth-secret']);
});
