import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { DIST_DIR, releaseContents } from './release/contents';
import { licenses } from './release/licenses';
import { fixedBill } from './release/neutral';
import { checksums } from './release/sums';
import { tar, type Entry } from './release/tar';
import { deploymentIdOf, runNextBuild, sourceHash } from './serve/build';
import { shareChunks } from './serve/share-chunks';
import { StartError } from './serve/start-error';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'release');

/** There are no server actions: nothing is encrypted with it, but a random one is another build. */
const NO_ACTIONS_KEY = Buffer.alloc(32).toString('base64');

async function main(): Promise<void> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const name = `reseller-desk-${version}-${process.platform}-${process.arch}`;
  await rm(out, { recursive: true, force: true });
  // What Next keeps from an earlier build could get into this one.
  await rm(join(root, DIST_DIR), { recursive: true, force: true });
  await mkdir(out);
  console.log('Building …');
  await buildServer();
  const terms = await licenses(root);
  const bill = await billOfMaterials();
  const beside = [
    { path: 'LICENSES.txt', content: Buffer.from(terms), isExecutable: false },
    { path: 'sbom.cdx.json', content: Buffer.from(bill), isExecutable: false },
  ];
  const entries = [...(await releaseContents(root)), ...beside].map((entry): Entry => ({
    ...entry,
    path: `${name}/${entry.path}`,
  }));
  console.log(`Packing ${entries.length} files …`);
  const files = [`${name}.tar.gz`, `${name}.sbom.cdx.json`];
  await pipeline(
    Readable.from(tar(entries)),
    createGzip({ level: 9 }),
    createWriteStream(join(out, `${name}.tar.gz`)),
  );
  await writeFile(join(out, `${name}.sbom.cdx.json`), bill);
  await writeFile(join(out, 'SHA256SUMS'), await checksums(out, files));
  console.log(`release/${files[0]}`);
}

async function buildServer(): Promise<void> {
  const variables = {
    DESK_RELEASE: 'true',
    NEXT_DIST_DIR: DIST_DIR,
    NEXT_DEPLOYMENT_ID: deploymentIdOf(await sourceHash(root)),
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: NO_ACTIONS_KEY,
  };
  // Next adds the folder's types to it.
  const settings = join(root, 'tsconfig.json');
  const before = await readFile(settings);
  try {
    await runNextBuild(root, variables, new AbortController().signal);
    await shareChunks(join(root, DIST_DIR, 'standalone', DIST_DIR, 'server'));
  } finally {
    await writeFile(settings, before);
  }
}

async function billOfMaterials(): Promise<string> {
  const file = join(out, 'bill.json');
  execFileSync(process.execPath, ['scripts/sbom.mjs', file], { cwd: root, stdio: 'ignore' });
  const bill = fixedBill(await readFile(file, 'utf8'));
  await rm(file);
  return bill;
}

main().catch((error: unknown) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
});
