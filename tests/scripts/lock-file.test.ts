import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Entry = { version: string; integrity?: string; resolved?: string; link?: boolean };
type Manifest = {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  /** For one package everywhere, or below another one. */
  overrides: Record<string, string | Record<string, string>>;
  optionalDependencies?: Record<string, string>;
};

const read = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T;
const manifest = read<Manifest>('package.json');
const lock = read<{ lockfileVersion: number; packages: Record<string, Entry & Manifest> }>(
  'package-lock.json',
);
const installed = Object.entries(lock.packages).filter(([path]) => path !== '');

describe('the lock file (N77)', () => {
  it('has the checksum of every package', () => {
    expect(installed.length).toBeGreaterThan(500);
    const without = installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
    expect(without.map(([path]) => path)).toEqual([]);
  });

  it('names no place of its own for any: all come from the one registry', () => {
    const elsewhere = installed.filter(([, { resolved, link }]) => resolved !== undefined || link);
    expect(elsewhere.map(([path]) => path)).toEqual([]);
    expect(readFileSync('.npmrc', 'utf8')).toContain('omit-lockfile-registry-resolved=true');
  });

  it('has no package that asks for one from a repository, an address or a folder', () => {
    const asked = installed.flatMap(([path, entry]) =>
      Object.entries({ ...entry.dependencies, ...entry.optionalDependencies }).map(
        ([name, range]) => `${path} asks for ${name} ${range}`,
      ),
    );
    expect(asked.length).toBeGreaterThan(500);
    const elsewhere = /:\/\/|(git|github|file|link|workspace):| [\w.-]+\/[\w.-]+$/;
    expect(asked.filter((line) => elsewhere.test(line))).toEqual([]);
  });

  it('is that of package.json', () => {
    const { dependencies, devDependencies } = lock.packages[''] ?? {};
    expect({ dependencies, devDependencies }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
  });

  it('is installed without running scripts of packages', () => {
    expect(readFileSync('.npmrc', 'utf8').split('\n')).toContain('ignore-scripts=true');
  });
});

type Ages = {
  minimumDays: number;
  versions: Record<string, { publishedBy: string; added: string }>;
  exceptions: Record<string, string>;
};
const DAY_MS = 86_400_000;

describe('the dependencies of package.json', () => {
  const overrides = Object.entries(manifest.overrides).flatMap(([name, version]) =>
    typeof version === 'string' ? [[name, version] as const] : Object.entries(version),
  );
  const all = [
    ...Object.entries(manifest.dependencies),
    ...Object.entries(manifest.devDependencies),
    // With a dollar sign: the version that package.json itself depends on.
    ...overrides.filter(([name, version]) => version !== `$${name}`),
  ];

  it('are exact versions: no ranges, tags, addresses or folders (N77)', () => {
    const exact = /^(?:npm:[\w@/.-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/;
    expect(all.filter(([, version]) => !exact.test(version))).toEqual([]);
  });

  it('each were a week old when they were added, or have a reason why not (N77)', () => {
    const { minimumDays, versions, exceptions } = read<Ages>('scripts/check/dependency-ages.json');
    expect(minimumDays).toBe(7);
    const wanted = all.map(([name, version]) =>
      version.startsWith('npm:') ? version.slice(4) : `${name}@${version}`,
    );
    const ageOf = (one: string) => {
      const { publishedBy = '', added = '' } = versions[one] ?? {};
      return (Date.parse(added) - Date.parse(publishedBy)) / DAY_MS;
    };
    const isReasoned = (one: string) => (exceptions[one] ?? '').length > 20;
    expect(wanted.filter((one) => !(ageOf(one) >= minimumDays) && !isReasoned(one))).toEqual([]);
    const listed = [...Object.keys(versions), ...Object.keys(exceptions)];
    expect(listed.filter((one) => !wanted.includes(one))).toEqual([]);
  });

  it('each have a reason in docs/decisions.md where they run in production (N78)', () => {
    const [, table = ''] = readFileSync('docs/decisions.md', 'utf8').split(
      '## Runtime dependencies',
    );
    const listed = table.split('\n').flatMap((line) => {
      const [, packages = '', reason = ''] = line.split('|').map((cell) => cell.trim());
      return reason === '' || /^-*$/.test(packages) ? [] : packages.split(', ');
    });
    // The second package of a line may be without the scope that it shares with the first.
    const hasReason = (name: string) =>
      listed.includes(name) || listed.includes(name.replace(/^@[^/]+\//, ''));
    expect(Object.keys(manifest.dependencies).filter((name) => !hasReason(name))).toEqual([]);
  });
});

/** Below these, an advisory applies to how we use the package. */
const lowest: Record<string, string> = {
  next: '16.4.2',
  'next-auth': '4.24.15',
  undici: '7.30.0',
  react: '19.3.0',
  zod: '4.6.0',
  pg: '8.23.0',
};

describe('lowest safe versions (N79)', () => {
  const parts = (version: string) => version.split('-')[0]?.split('.').map(Number) ?? [];
  const isBelow = (version: string, least: string) => {
    const [given, wanted] = [parts(version), parts(least)];
    const at = given.findIndex((part, index) => part !== wanted[index]);
    return at >= 0 && (given[at] ?? 0) < (wanted[at] ?? 0);
  };

  it.each([
    ['16.4.1', '16.4.2', true],
    ['16.4.2', '16.4.2', false],
    ['16.10.0', '16.4.2', false],
    ['9.9.9', '16.4.2', true],
  ])('%s is below %s: %s', (version, least, below) => {
    expect(isBelow(version, least)).toBe(below);
  });

  it.each(Object.entries(lowest))('%s is %s or later, wherever it is installed', (name, least) => {
    const found = installed.filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(found.length).toBeGreaterThan(0);
    const tooOld = found.filter(([, { version }]) => isBelow(version, least));
    expect(tooOld.map(([path, { version }]) => `${path} ${version}`)).toEqual([]);
  });
});
