import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deploymentIdOf, sourceHash } from '@/scripts/serve/build';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reseller-desk-sources-'));
  await mkdir(join(root, 'app', 'users'), { recursive: true });
  await writeFile(join(root, 'app', 'users', 'page.tsx'), 'one');
  await writeFile(join(root, 'package-lock.json'), '{}');
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

it('stays the same while no build input changes', async () => {
  const before = await sourceHash(root);
  await mkdir(join(root, 'tests'));
  await writeFile(join(root, 'tests', 'new.test.ts'), 'not built');
  await writeFile(join(root, 'README.md'), 'not built');
  expect(await sourceHash(root)).toBe(before);
});

it.each([
  ['a page changes', () => writeFile(join(root, 'app', 'users', 'page.tsx'), 'two')],
  ['a page is added', () => writeFile(join(root, 'app', 'page.tsx'), '')],
  ['a page moves', () => rename(join(root, 'app', 'users'), join(root, 'app', 'people'))],
  ['the packages change', () => writeFile(join(root, 'package-lock.json'), '{"a":1}')],
  ['the proxy appears', () => writeFile(join(root, 'proxy.ts'), '')],
])('changes when %s', async (_, change) => {
  const before = await sourceHash(root);
  await change();
  expect(await sourceHash(root)).not.toBe(before);
});

it('names the build to browsers, so that a page of another one notices', async () => {
  const before = deploymentIdOf(await sourceHash(root));
  expect(before).toMatch(/^[0-9a-f]{20}$/);
  await writeFile(join(root, 'app', 'users', 'page.tsx'), 'two');
  expect(deploymentIdOf(await sourceHash(root))).not.toBe(before);
});
