import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessMatrix, pageMatrix } from '@/tests/support/access-matrix';
import { startTestServer } from '@/tests/support/server';
import { anonymous } from './support';
import { expect, test } from './test';

/** What the server reads of the build; the cache is the builder's own. */
async function builtFiles(): Promise<string[]> {
  const files = await readdir('.next', { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/^\.next\/(cache|dev|types|trace)/.test(path));
}

test('the build has no source maps, tests, settings or keys in it (N76)', async () => {
  const files = await builtFiles();
  expect(files.length).toBeGreaterThan(300);
  const unwanted = /\.map$|\.(test|spec)\.|\.env|\.pem$|\.key$|(encryption|audit)-key|auth-secret/;
  expect(files.filter((path) => unwanted.test(path))).toEqual([]);
  // Test tools and files, and the administrator of the tests.
  const words = ['vitest', '@playwright', 'fast-check', 'tests/', 'admin@desk.example'];
  const found: string[] = [];
  for (const path of files.filter((one) => /\.(js|json|html|rsc|body|css)$/.test(one))) {
    // Lists of files that a server in a container would need, which nothing reads here.
    if (path.endsWith('.nft.json')) continue;
    const text = await readFile(path, 'utf8');
    for (const word of words) if (text.includes(word)) found.push(`${path}: ${word}`);
  }
  expect(found).toEqual([]);
});

test('the build has the declared pages and routes, and no other (N76)', async () => {
  const text = await readFile('.next/app-path-routes-manifest.json', 'utf8');
  const built = Object.values(JSON.parse(text) as Record<string, string>);
  const declared = [...Object.keys(accessMatrix), ...Object.keys(pageMatrix)];
  const ownToNext = ['/_global-error', '/_not-found', '/icon.svg'];
  expect(built.toSorted()).toEqual([...declared, ...ownToNext].toSorted());
});

test('the server loads no chunk twice under two names', async () => {
  for (const folder of ['.next/server/chunks', '.next/server/chunks/ssr']) {
    const contents = new Map<string, string>();
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.js'))) {
      const content = await readFile(join(folder, name), 'utf8');
      expect(contents.get(content), name).toBeUndefined();
      contents.set(content, name);
    }
  }
});

test('a new server has no one on its team, and nothing of a development server (N76)', async () => {
  const server = await startTestServer({ env: { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' } });
  const client = await anonymous(server);
  for (const path of [
    ...['/_next/mcp', '/_next/webpack-hmr', '/__nextjs_original-stack-frames', '/__nextjs_font'],
    ...[
      '/__nextjs_source-map',
      '/__nextjs_devtools_config',
      '/_next/development/_devPagesManifest.json',
    ],
    ...['/__sandbox/calls', '/.next/BUILD_ID', '/package.json', '/.git/config', '/.env'],
  ]) {
    const answer = await client.get(path);
    expect([307, 404], path).toContain(answer.status());
    expect(/"dependencies"|sourcesContent|\[core\]/.test(await answer.text()), path).toBe(false);
  }
  const { csrfToken } = (await (await client.get('/api/auth/csrf')).json()) as {
    csrfToken: string;
  };
  for (const [email, password] of [
    ['admin@desk.example', 'admin'],
    ['admin@example.com', 'password'],
    ['admin', 'changeme'],
    ['administrator', 'administrator'],
  ] as const) {
    const form = { csrfToken, email, password, json: 'true' };
    const answer = await client.post('/api/auth/callback/credentials', { form });
    expect(answer.status(), email).toBe(401);
  }
  await expect.poll(server.output).toContain('No staff yet.');
  await server.stop();
});
