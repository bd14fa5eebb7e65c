import { execFile, spawn } from 'node:child_process';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { closeDatabase } from '@/lib/server/db/client';
import { env, resetEnv } from '@/lib/server/env';
import { makeKeys } from '@/scripts/serve/make-keys';
import { withClient } from '@/tests/support/backups';
import { program } from '@/tests/support/program';
import { startTestVault, store } from '@/tests/support/vault';

const run = promisify(execFile);
let vault: Awaited<ReturnType<typeof startTestVault>>;
let folder: string;
/** Where the desk of these tests keeps its keys. */
let dataDir: string;

// Each test starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  vault = await startTestVault();
  dataDir = vault.settings.DATA_DIR;
  // PostgreSQL's own user must be able to reach its data, even if root's TMPDIR is closed.
  folder = await mkdtemp(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'desk-backup-'));
  await chmod(folder, 0o711);
  await chmod(vault.keyFile, 0o600);
  await makeKeys(env());
  await store('ann@hill.example', 'the password of Ann');
  await sealEvents({ isWaiting: true });
});
afterAll(async () => {
  await vault.close();
  await rm(folder, { recursive: true, force: true });
});

async function command(parameters: string[], settings: Record<string, string> = {}) {
  const own = { ...process.env, ...vault.settings, INIT_CWD: folder, TMPDIR: folder, ...settings };
  return [
    process.execPath,
    [...(await program('scripts/backup.ts')), ...parameters],
    { env: own },
  ] as const;
}

/** What a person on the host is told, and the exit code. */
async function backup(parameters: string[], settings: Record<string, string> = {}) {
  const { stdout, stderr, code } = await run(...(await command(parameters, settings))).then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  const keys = await vault.readKeys();
  for (const key of keys) expect(`${stdout}${stderr}`).not.toContain(key);
  return { code, said: `${stdout}${stderr}` };
}

it('makes a backup, proves it, and restores it into an empty data folder', async () => {
  const created = await backup(['create', 'desk.backup']);
  const path = join(folder, 'desk.backup');
  expect(created.said).toMatch(
    new RegExp(`^Backed up \\d+ tables with \\d+ rows into ${path} \\(\\d+ bytes\\)\\.`),
  );
  expect(created.said).toContain('It isn’t encrypted: anyone who reads it sees addresses');
  expect(created.said).toContain(
    `The keys aren’t in it. Keep them apart from it: ${dataDir}/keys/auth-secret, ${dataDir}/keys/encryption-key, ${dataDir}/keys/audit-key.`,
  );
  expect(created.code).toBe(0);
  expect((await stat(path)).mode & 0o777).toBe(0o600);

  const elsewhere = join(folder, 'elsewhere');
  await mkdir(elsewhere, { mode: 0o711 });
  await cp(join(dataDir, 'keys'), join(elsewhere, 'keys'), { recursive: true });
  const target = { DATABASE_URL: '', DATA_DIR: elsewhere };
  const restored = await backup(['restore', 'desk.backup'], target);
  expect(restored.said).toContain(`Restored into ${elsewhere}. Everyone has to sign in again.`);
  expect(restored.said).not.toContain('Attention');
  expect(restored.code).toBe(0);
  // A backup of the embedded database, proved in a PostgreSQL of its own.
  const second = await backup(['create', 'second.backup'], target);
  expect(second.code).toBe(0);
  const { code, said } = await backup(['verify', 'second.backup'], target);
  expect(said).toMatch(/^Made on \S+ by Reseller Desk \S+ from PostgreSQL \S+: \d+ tables/);
  expect(said).toMatch(/^ok {4}The file is whole: every part has its checksum\.$/m);
  expect(said).toMatch(/^ok {4}It can be restored, and each table has its rows\.$/m);
  expect(said).toMatch(/^ok {4}The audit log verifies: \d+ events are as they were sealed\.$/m);
  expect(said).toMatch(/^ok {4}A secret of each kind opens with the vault key that is here\.$/m);
  expect(code).toBe(0);
  // Nothing is left of the temporary databases, and nothing runs any more.
  expect((await readdir(folder)).sort()).toEqual(['desk.backup', 'elsewhere', 'second.backup']);
  expect(await readdir(join(elsewhere, 'postgres'))).not.toContain('postmaster.pid');
}, 120_000);

it('says that the keys are other ones, and changes nothing if the file is damaged', async () => {
  await backup(['create', 'keys.backup']);
  const fresh = join(folder, 'fresh');
  await mkdir(fresh, { mode: 0o711 });
  const target = { DATABASE_URL: '', DATA_DIR: fresh };
  const bytes = await readFile(join(folder, 'keys.backup'));
  await writeFile(join(folder, 'cut.backup'), bytes.subarray(0, bytes.length / 2));
  for (const what of ['verify', 'restore']) {
    const { code, said } = await backup([what, 'cut.backup'], target);
    expect([code, said]).toEqual([1, 'The backup is incomplete: its end is missing.\n']);
  }
  expect(await readdir(fresh)).toEqual([]);
  // At the server, whose owner may create a database.
  const onServer = { DATABASE_OWNER_URL: vault.database.ownerUrl, DATA_DIR: fresh };
  const verified = await backup(['verify', 'keys.backup'], onServer);
  expect(verified.said).toMatch(
    /^FAIL {2}The audit log can’t be verified: its key \S+ isn’t here\.$/m,
  );
  expect(verified.said).toMatch(
    /^FAIL {2}Its secrets were sealed with the vault key \S+, and no key is here\./m,
  );
  expect(verified.code).toBe(1);
  const without = await backup(['verify', 'keys.backup', '--without-keys'], onServer);
  expect(without.said).toContain('The audit log and the secrets weren’t checked.');
  expect(without.code).toBe(0);
  await withClient(vault.database.ownerUrl, async (client) => {
    const { rows } = await client.query(
      "select datname from pg_database where starts_with(datname, 'reseller_desk_verify')",
    );
    expect(rows).toEqual([]);
  });
});

it('encrypts with a passphrase, which verifying and restoring need', async () => {
  const settings = { BACKUP_PASSPHRASE: 'correct horse battery' };
  const created = await backup(['create', 'sealed.age'], settings);
  expect(created.said).toContain('It is encrypted. Without the passphrase it’s of no use');
  expect(created.said).not.toContain(settings.BACKUP_PASSPHRASE);
  for (const [passphrase, sentence] of [
    ['', 'The backup is encrypted. Set BACKUP_PASSPHRASE to its passphrase.\n'],
    ['wrong horse battery', 'The passphrase is wrong, or the beginning of the file was changed.\n'],
  ] as const) {
    const { code, said } = await backup(['verify', 'sealed.age'], {
      BACKUP_PASSPHRASE: passphrase,
    });
    expect([code, said]).toEqual([1, sentence]);
  }
});

it('leaves no file under its name when it is killed, or if the folder can’t be written to', async () => {
  const path = join(folder, 'killed.backup');
  const url = vault.database.ownerUrl;
  await withClient(url, async (client) => {
    await client.query('begin; lock table audit_events in access exclusive mode');
    const [node, parameters, options] = await command(['create', path]);
    const child = spawn(node, parameters, { ...options, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while (!(await readdir(folder)).some((name) => name.startsWith('killed'))) await wait(20);
    child.kill('SIGKILL');
    await ended;
    await client.query('rollback');
  });
  const left = (await readdir(folder)).filter((name) => name.startsWith('killed'));
  expect(left).toEqual([expect.stringMatching(/^killed\.backup\.[0-9a-f-]{36}\.unfinished$/)]);
  const nowhere = await backup(['create', 'no/such/folder/desk.backup']);
  expect([nowhere.code, nowhere.said]).toEqual([
    1,
    `The backup can’t be written into ${folder}/no/such/folder (ENOENT).\n`,
  ]);
  await closeDatabase();
  resetEnv();
});

it('explains its use, and ends with 2', async () => {
  for (const parameters of [['verify'], ['create', '--now']]) {
    const { code, said } = await backup(parameters);
    expect([code, said]).toEqual([2, expect.stringMatching(/^Usage: npm run backup -- <what>\n/)]);
  }
});
