import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './start-error';

const OTHERS_MAY_WRITE = 0o022;
const OTHERS_MAY_READ = 0o044;
const ANYTHING_OF_OTHERS = 0o077;

/**
 * Refuses a data folder or key files that other users of this machine can change, and key files
 * that they can read. A folder that they can only list is restricted.
 * @throws StartError
 */
export async function securePermissions(dataDir: string): Promise<void> {
  // Windows has no such modes; the access lists of the profile's folder apply there.
  if (process.platform === 'win32') return;
  // If root owns it, the user that PostgreSQL runs as must be able to pass through.
  await secureFolder('DATA_DIR', dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  const keys = join(dataDir, 'keys');
  await secureFolder('The key folder', keys, 0o700);
  const names = await readdir(keys).catch(() => []);
  const secrets = [
    ...names.map((name) => join(keys, name)),
    join(dataDir, 'postgres-password'),
    join(dataDir, 'postgres-superuser-password'),
  ];
  for (const path of secrets) await requirePrivate(path);
}

async function secureFolder(name: string, path: string, wanted: number): Promise<void> {
  const mode = await modeOf(path);
  if (mode === null) return;
  if (mode & OTHERS_MAY_WRITE) {
    throw new StartError(
      `${name} ${path} can be changed by other users of this machine (mode ${octal(mode)}): run chmod ${octal(wanted)} ${path}, and check what is in it.`,
    );
  }
  if (!(mode & OTHERS_MAY_READ)) return;
  await chmod(path, wanted).catch(() => {
    throw new StartError(
      `${name} ${path} can be read by other users of this machine (mode ${octal(mode)}): run chmod ${octal(wanted)} ${path} as its owner.`,
    );
  });
}

async function requirePrivate(path: string): Promise<void> {
  const mode = await modeOf(path);
  if (mode === null || !(mode & ANYTHING_OF_OTHERS)) return;
  const what = mode & OTHERS_MAY_WRITE ? 'changed' : 'read';
  throw new StartError(
    `${path} can be ${what} by other users of this machine (mode ${octal(mode)}): run chmod 0600 ${path}. Replace the key if someone may have used this.`,
  );
}

async function modeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ mode }) => mode & 0o777,
    () => null,
  );
}

const octal = (mode: number) => mode.toString(8).padStart(4, '0');
