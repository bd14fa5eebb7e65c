import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { securePermissions } from '@/scripts/serve/file-permissions';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'reseller-desk-modes-'));
  await mkdir(join(dataDir, 'keys'), { mode: 0o700 });
  await writeFile(join(dataDir, 'keys', 'auth-secret'), 'secret', { mode: 0o600 });
});
afterEach(() => rm(dataDir, { recursive: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

it.each([0o777, 0o770, 0o720, 0o702])('refuses a data folder of mode %o', async (mode) => {
  await chmod(dataDir, mode);
  await expect(securePermissions(dataDir)).rejects.toThrow(
    new RegExp(
      `^DATA_DIR ${dataDir} can be changed by other users of this machine \\(mode 0${mode.toString(8)}\\): run chmod 07`,
    ),
  );
});

it('restricts a data folder and a key folder that others can only list', async () => {
  await chmod(dataDir, 0o755);
  await chmod(join(dataDir, 'keys'), 0o750);
  await securePermissions(dataDir);
  expect((await modeOf(dataDir)) & 0o066).toBe(0);
  expect(await modeOf(join(dataDir, 'keys'))).toBe(0o700);
});

it.each(['keys/auth-secret', 'postgres-password', 'postgres-superuser-password'])(
  'refuses %s if others can read or change it',
  async (name) => {
    const path = join(dataDir, name);
    await writeFile(path, 'secret');
    await chmod(path, 0o640);
    await expect(securePermissions(dataDir)).rejects.toThrow(
      `${path} can be read by other users of this machine (mode 0640): run chmod 0600 ${path}.`,
    );
    await chmod(path, 0o622);
    await expect(securePermissions(dataDir)).rejects.toThrow(`${path} can be changed by other`);
    await chmod(path, 0o600);
    await securePermissions(dataDir);
  },
);

it('refuses a key folder that others can change', async () => {
  await chmod(join(dataDir, 'keys'), 0o770);
  await expect(securePermissions(dataDir)).rejects.toThrow('The key folder');
});
