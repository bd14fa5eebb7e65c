import { execFileSync } from 'node:child_process';
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestServer, temporaryDataDir, type ServerAddress } from './server';

const root = fileURLToPath(new URL('../..', import.meta.url));

const LEFT_OUT = /^(\.next.+|\.git|node_modules|data|tests|test-results|screenshots)$/;

/**
 * The product with `proxy.ts` removed from its build, in a copy: what it still refuses is refused
 * by pages and handlers themselves.
 */
export async function startServerWithoutProxy(): Promise<{
  server: ServerAddress;
  stop: () => Promise<void>;
}> {
  const copy = await temporaryDataDir();
  for (const entry of await readdir(root)) {
    if (LEFT_OUT.test(entry)) continue;
    const filter = (path: string) => !path.startsWith(join(root, '.next', 'cache'));
    await cp(join(root, entry), join(copy, entry), {
      recursive: true,
      verbatimSymlinks: true,
      filter,
    });
  }
  copyPackages(join(root, 'node_modules'), join(copy, 'node_modules'));
  await takeProxyOut(join(copy, '.next', 'server', 'functions-config-manifest.json'));
  const server = await startTestServer({ root: copy });
  const policy = (await fetch(`${server.url}/sign-in`)).headers.get('content-security-policy');
  if (policy?.includes('nonce-')) throw new Error('proxy.ts is still in front of the pages.');
  return {
    server,
    stop: async () => {
      await server.stop();
      await rm(copy, { recursive: true, force: true });
    },
  };
}

/** A separate build without the file would take a minute; this is where Next looks for it. */
async function takeProxyOut(manifest: string): Promise<void> {
  const { functions, ...rest } = JSON.parse(await readFile(manifest, 'utf8')) as {
    functions: Record<string, unknown>;
  };
  if (!('/_middleware' in functions)) throw new Error('proxy.ts is not where it was in a build.');
  delete functions['/_middleware'];
  await writeFile(manifest, JSON.stringify({ ...rest, functions }));
}

/** As hard links, which takes a second; as a copy if the folders are on different disks. */
function copyPackages(from: string, to: string): void {
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' });
  } catch {
    execFileSync('cp', ['-a', from, `${to}-copied`]);
    execFileSync('rm', ['-rf', to]);
    execFileSync('mv', [`${to}-copied`, to]);
  }
}
