import { execFileSync } from 'node:child_process';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestServer, temporaryDataDir, type ServerAddress } from './server';

const root = fileURLToPath(new URL('../..', import.meta.url));

const LEFT_OUT = /^(\.next.*|\.git|node_modules|data|proxy\.ts|tests|test-results|screenshots)$/;

/**
 * The product with `proxy.ts` taken out and built again, in a copy: what it still refuses is
 * refused by pages and handlers themselves.
 */
export async function startServerWithoutProxy(): Promise<{
  server: ServerAddress;
  stop: () => Promise<void>;
}> {
  const copy = await temporaryDataDir();
  for (const entry of await readdir(root)) {
    if (LEFT_OUT.test(entry)) continue;
    await cp(join(root, entry), join(copy, entry), { recursive: true });
  }
  copyPackages(join(root, 'node_modules'), join(copy, 'node_modules'));
  const server = await startTestServer({ root: copy });
  return {
    server,
    stop: async () => {
      await server.stop();
      await rm(copy, { recursive: true, force: true });
    },
  };
}

/** As hard links, which takes a second; as a copy where the folders lie on different disks. */
function copyPackages(from: string, to: string): void {
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'ignore' });
  } catch {
    execFileSync('cp', ['-a', from, `${to}-copied`]);
    execFileSync('rm', ['-rf', to]);
    execFileSync('mv', [`${to}-copied`, to]);
  }
}
