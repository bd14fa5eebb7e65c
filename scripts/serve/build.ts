import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { takeLock } from '../../lib/server/db/embedded/lock';
import { settingsFreeEnvironment } from '../settings-free-environment.mjs';
import { shareChunks } from './share-chunks';
import { StartError } from './start-error';

const SOURCES = ['app', 'components', 'lib', 'public'];
const FILES = [
  'package.json',
  'package-lock.json',
  'next.config.js',
  'tsconfig.json',
  'tailwind.config.ts',
  'postcss.config.mjs',
  'proxy.ts',
  'instrumentation.ts',
  'scripts/serve/share-chunks.ts',
];
const STAMP = 'built-from';
const DEPLOYMENT_ID_LENGTH = 20;

/** One value for all inputs of a build. */
export async function sourceHash(root: string): Promise<string> {
  const paths = [...FILES];
  for (const folder of SOURCES) {
    const entries = await readdir(join(root, folder), {
      recursive: true,
      withFileTypes: true,
    }).catch(() => []);
    for (const entry of entries) {
      if (entry.isFile()) paths.push(join(entry.parentPath, entry.name).slice(root.length));
    }
  }
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    const content = await readFile(join(root, path)).catch(() => null);
    hash.update(`${path}\0${content?.length ?? 'none'}\0`).update(content ?? '');
  }
  return hash.digest('hex');
}

/**
 * What tells builds apart. A page that a browser has kept from another build notices it in the next
 * answer, and loads the whole page instead of mixing both.
 */
export const deploymentIdOf = (hash: string) => hash.slice(0, DEPLOYMENT_ID_LENGTH);

/** The one of the finished build. */
export async function builtDeploymentId(root: string): Promise<string> {
  return deploymentIdOf(await readFile(join(root, '.next', STAMP), 'utf8'));
}

/** Builds if the sources differ from those of the last finished build. */
export async function buildWhenChanged(
  root: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const wanted = await sourceHash(root);
  const stamp = join(root, '.next', STAMP);
  const isBuilt = async () => (await readFile(stamp, 'utf8').catch(() => '')) === wanted;
  if (await isBuilt()) return;
  const lock = await waitForBuildLock(join(root, 'node_modules', '.build-lock'), signal);
  try {
    if (await isBuilt()) return;
    say('Building (first start or changed sources) …');
    await rm(stamp, { force: true });
    await runNextBuild(root, { NEXT_DEPLOYMENT_ID: deploymentIdOf(wanted) }, signal);
    await shareChunks(join(root, '.next/server'));
    await writeFile(stamp, wanted);
  } finally {
    await lock.release();
  }
}

async function waitForBuildLock(path: string, signal: AbortSignal) {
  for (;;) {
    signal.throwIfAborted();
    const lock = await takeLock(path);
    if ('release' in lock) return lock;
    await wait(250);
  }
}

/** @throws StartError if the build fails, after its output was shown */
export async function runNextBuild(
  root: string,
  variables: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: root,
    env: { ...settingsFreeEnvironment(), NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const [output, complaints, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
  ]);
  if (code === 0) return;
  process.stderr.write(`${output}${complaints}`);
  throw new StartError('The build failed; see its output above.');
}
