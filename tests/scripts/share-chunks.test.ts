import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shareChunks } from '@/scripts/serve/share-chunks';

let server: string;
beforeEach(async () => {
  server = await mkdtemp(join(tmpdir(), 'reseller-desk-chunks-'));
});
afterEach(() => rm(server, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(server, path)), { recursive: true });
    await writeFile(join(server, path), content);
  }
}

const read = (path: string) => readFile(join(server, path), 'utf8');

test('of equal chunks one stays, and every route refers to it', async () => {
  await write({
    'chunks/_a._.js': 'module.exports=[1,e=>{}]',
    'chunks/_b._.js': 'module.exports=[1,e=>{}]',
    'chunks/_c._.js': 'module.exports=[2,e=>{e.l("server/chunks/_b._.js")}]',
    'app/api/users/route.js': 'R.c("server/chunks/_a._.js")\nR.c("server/chunks/_c._.js")',
    'app/api/[id]/route.js': 'R.c("server/chunks/_b._.js")',
    'app/api/[id]/route.js.nft.json': '{"files":["../../../chunks/_b._.js"]}',
  });
  await shareChunks(server);
  expect((await readdir(join(server, 'chunks'))).sort()).toEqual(['_a._.js', '_c._.js']);
  expect(await read('app/api/users/route.js')).toBe(
    'R.c("server/chunks/_a._.js")\nR.c("server/chunks/_c._.js")',
  );
  expect(await read('app/api/[id]/route.js')).toBe('R.c("server/chunks/_a._.js")');
  expect(await read('chunks/_c._.js')).toContain('e.l("server/chunks/_a._.js")');
  expect(await read('app/api/[id]/route.js.nft.json')).toBe(
    '{"files":["../../../chunks/_a._.js"]}',
  );
});

test('chunks of pages and of routes are apart, even if they are equal', async () => {
  await write({
    'chunks/[turbopack]_runtime.js': 'module.exports=[1,e=>{}]',
    'chunks/ssr/[turbopack]_runtime.js': 'module.exports=[1,e=>{}]',
    'chunks/ssr/_a._.js': 'module.exports=[2,e=>{}]',
    'chunks/ssr/_b._.js': 'module.exports=[2,e=>{}]',
    'app/page.js':
      'require("../chunks/ssr/[turbopack]_runtime.js");R.c("server/chunks/ssr/_b._.js")',
  });
  await shareChunks(server);
  expect((await readdir(join(server, 'chunks'), { recursive: true })).sort()).toEqual([
    '[turbopack]_runtime.js',
    'ssr',
    'ssr/[turbopack]_runtime.js',
    'ssr/_a._.js',
  ]);
  expect(await read('app/page.js')).toBe(
    'require("../chunks/ssr/[turbopack]_runtime.js");R.c("server/chunks/ssr/_a._.js")',
  );
});
