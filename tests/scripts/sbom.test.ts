import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences } from '@/scripts/sbom/production-only.mjs';

const run = promisify(execFile);
vi.setConfig({ hookTimeout: 60_000 });

type Component = {
  type: string;
  name: string;
  version: string;
  purl: string;
  'bom-ref': string;
  hashes?: { alg: string; content: string }[];
};
type Sbom = {
  bomFormat: string;
  specVersion: string;
  serialNumber: string;
  metadata: { timestamp: string; component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
};
type Entry = { name?: string; version: string; integrity: string; dev?: boolean };

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Entry & { dependencies?: Record<string, string> }>;
};
/** By `name@version`: what the lock file installs outside of development. */
const installed = new Map<string, string>(
  Object.entries(lock.packages).flatMap(([path, entry]) => {
    if (path === '' || entry.dev) return [];
    const name = entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 13);
    return [[`${name}@${entry.version}`, entry.integrity] as const];
  }),
);

let folder: string;
let sbom: Sbom;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseller-desk-sbom-'));
  const file = join(folder, 'sbom.cdx.json');
  const { stdout } = await run(process.execPath, ['scripts/sbom.mjs', file]);
  expect(stdout).toBe(`${file}: ${installed.size} packages\n`);
  sbom = JSON.parse(await readFile(file, 'utf8')) as Sbom;
});
afterAll(() => rm(folder, { recursive: true }));

describe('N78: the bill of materials', () => {
  it('is CycloneDX 1.5, of this product', () => {
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
    expect(sbom.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(Date.parse(sbom.metadata.timestamp)).toBeGreaterThan(Date.UTC(2026, 10, 1));
    expect(sbom.metadata.component).toMatchObject({ type: 'application', name: 'reseller-desk' });
  });

  it('lists each package that production installs once, and none for development only', () => {
    const listed = sbom.components.map((component) => component['bom-ref']);
    expect(listed.toSorted()).toEqual([...installed.keys()].toSorted());
    expect(listed).toContain('react@19.3.1');
    expect(listed).not.toContain('vitest@4.1.12');
  });

  it('has each one’s address and the checksum that the lock file requires', () => {
    for (const { name, version, purl, hashes = [], ...component } of sbom.components) {
      expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
      const [algorithm, content = ''] = [hashes[0]?.alg, hashes[0]?.content];
      const integrity = `sha512-${Buffer.from(content, 'hex').toString('base64')}`;
      expect([algorithm, integrity]).toEqual(['SHA-512', installed.get(component['bom-ref'])]);
    }
  });

  it('says what depends on what, from package.json’s own dependencies down to every package', () => {
    const graph = new Map(sbom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const own = graph.get(sbom.metadata.component['bom-ref']) ?? [];
    const { dependencies = {} } = lock.packages[''] ?? {};
    expect(own.toSorted()).toEqual(
      Object.entries(dependencies)
        .map((one) => one.join('@'))
        .toSorted(),
    );
    expect([...graph.values()].flat().filter((ref) => !installed.has(ref))).toEqual([]);
    expect([...installed.keys()].filter((ref) => !graph.has(ref))).toEqual([]);
  });

  it('shows what changed since the last one', () => {
    const before = { ...sbom, components: sbom.components.filter(({ name }) => name !== 'zod') };
    expect(differences(before, sbom)).toEqual(['+ zod 4.6.7']);
    expect(differences(sbom, before)).toEqual(['- zod 4.6.7']);
    expect(differences(sbom, sbom)).toEqual([]);
  });
});
