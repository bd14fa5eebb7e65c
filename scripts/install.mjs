import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const OLDEST_NODE = [20, 19];

/** Exits with one line if this Node is too old to run the product. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(
    `Node ${process.versions.node} is too old: ${OLDEST_NODE.join('.')} or newer is required (24 is recommended).`,
  );
  process.exit(1);
}

/**
 * Whether node_modules matches the lock file. npm keeps its own record of what it installed and
 * writes it last; packages for other machines are missing from it, as they should be.
 */
function isInstalled() {
  /** @param {string} path @returns {Record<string, { version?: string, optional?: boolean }> | null} */
  const packages = (path) => {
    const file = join(root, path);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null;
  };
  const wanted = packages('package-lock.json');
  const installed = packages('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : optional),
  );
}

/** Runs `npm ci` if packages are missing or the lock file has changed. */
export function installPackages() {
  if (isInstalled()) return;
  console.log('Installing packages (first start or changed) …');
  const npm = process.env.npm_execpath;
  const parameters = ['ci', '--include=dev', '--loglevel=error'];
  // npm passes its own location to what it runs, so that the same one is used again.
  const { status } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...parameters], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', parameters, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error('npm ci failed; see its message above.');
    process.exit(1);
  }
}
