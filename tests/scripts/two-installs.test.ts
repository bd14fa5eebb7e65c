import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** Every file below a folder, with its content's checksum or, of a link, where it leads. */
async function treeOf(folder: string): Promise<Map<string, string>> {
  const tree = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) tree.set(relative(folder, path), await readlink(path));
    if (!entry.isFile()) continue;
    const checksum = createHash('sha256').update(await readFile(path));
    tree.set(relative(folder, path), checksum.digest('hex'));
  }
  return tree;
}

async function install(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reseller-desk-install-'));
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    await copyFile(file, join(folder, file));
  }
  await run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: folder });
  return folder;
}

// Each takes a minute: only in `npm run test:soak`.
it.runIf(process.env.SOAK)(
  'two installs from the lock file are equal, byte for byte (N77)',
  async () => {
    const folders = [await install(), await install()];
    const [first, second] = await Promise.all(folders.map(treeOf));
    expect(first?.size).toBeGreaterThan(10_000);
    expect(second).toEqual(first);
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  },
  900_000,
);
