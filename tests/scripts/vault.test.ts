import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { program } from '@/tests/support/program';
import { temporaryDataDir } from '@/tests/support/server';
import { startTestVault, store } from '@/tests/support/vault';

const run = promisify(execFile);
let vault: Awaited<ReturnType<typeof startTestVault>>;

// Each test starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  vault = await startTestVault();
});
afterEach(() => vault.close());

/** Its output, also on failure. */
async function say(what: string, env: Record<string, string> = {}): Promise<string> {
  const parameters = [...(await program('scripts/vault.ts')), what];
  const options = { env: { ...process.env, ...vault.settings, ...env } };
  const { stdout, stderr } = await run(process.execPath, parameters, options).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return `${stdout}${stderr}`;
}

it('shows the state of the vault, rotates it, and prints no key', async () => {
  await store('ann@hill.example', 'one');
  const keys = await vault.readKeys();
  expect(await say('status')).toMatch(
    /^The vault is open\.\nCurrent key: ([0-9a-f]{8})\n {2}\1 {2}since \S+ {2}1 secret\n1 secret, 0 to re-encrypt, 0 unreadable\n$/,
  );
  const rotated = await say('rotate');
  expect(rotated).toMatch(/1 secret left\n0 secrets left\nAll secrets use key/);
  for (const key of [...keys, ...(await vault.readKeys())]) expect(rotated).not.toContain(key);
});

it('explains in one line why it can’t', async () => {
  await store('ann@hill.example', 'one');
  await rm(vault.keyFile);
  expect(await say('rotate')).toBe(
    'The vault key is missing: it’s neither in ENCRYPTION_KEY nor in DATA_DIR.\n',
  );
  expect(await say('status')).toContain('The vault is locked. The vault key is missing');
  expect(await say('forget-lost')).toContain('1 secret deleted.');
  expect(await say('status')).toContain('The vault is open.');
});

it('creates no database of its own', async () => {
  const dataDir = await temporaryDataDir();
  const said = await say('status', { DATABASE_URL: '', DATA_DIR: dataDir });
  expect(said).toBe(
    `There’s no database in ${dataDir} yet: start the server first, or set DATA_DIR or DATABASE_URL to the server’s values.\n`,
  );
  expect(await readdir(dataDir)).toEqual([]);
  await rm(dataDir, { recursive: true });
});
