import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '@/tests/support/free-port';

const run = promisify(execFile);
const MINUTES = 60_000;
const NOBODY = 65_534;
const admin = { email: 'ada@desk.example', password: 'Harbor-Lantern-Quiet-2026' };

/** As a checkout, without what was built, installed or kept in it. */
async function copyProject(folder: string): Promise<void> {
  const skipped = /\/(node_modules|\.git|\.next[^/]*|data|release|test-results|screenshots)$/;
  const root = process.cwd();
  await cp(root, folder, {
    recursive: true,
    filter: (path) => path === root || !skipped.test(path) || path.includes('/scripts/'),
  });
  // As links where the file system allows it: there are many.
  const copy = (how: string) => run('cp', [how, join(root, 'node_modules'), folder]);
  await copy('-al').catch(() => copy('-a'));
}

async function release(folder: string): Promise<Map<string, string>> {
  await run(process.execPath, ['scripts/run.mjs', 'scripts/release.ts'], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  const text = await readFile(join(folder, 'release/SHA256SUMS'), 'utf8');
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => line.split('  ').reverse() as [string, string]),
  );
}

// Building twice takes minutes: only in `npm run test:release`.
describe.runIf(process.env.RELEASE)('a release', () => {
  let parent: string;
  let sums: Map<string, string>[];
  let desk: ChildProcess | undefined;
  let home: string;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'reseller-desk-release-'));
    await chmod(parent, 0o755);
    home = join(parent, 'an ordinary földer');
    const folders = ['one', 'two ü'].map((name) => join(parent, name));
    for (const folder of folders) await copyProject(folder);
    sums = [];
    for (const folder of folders) sums.push(await release(folder));
  }, 60 * MINUTES);

  afterAll(async () => {
    desk?.kill('SIGKILL');
    await run('chmod', ['-R', 'u+w', parent]);
    await rm(parent, { recursive: true, force: true, maxRetries: 5 });
  }, MINUTES);

  it(
    'is the same from two builds in two folders, byte by byte',
    async () => {
      expect([...(sums[0]?.keys() ?? [])].sort()).toEqual([
        expect.stringMatching(/^reseller-desk-[\d.]+-\w+-\w+\.sbom\.cdx\.json$/),
        expect.stringMatching(/^reseller-desk-[\d.]+-\w+-\w+\.tar\.gz$/),
      ]);
      for (const [place, from] of ['one', 'two ü'].entries()) {
        const at = join(parent, `unpacked ${place}`);
        await mkdir(at);
        const [archive = ''] = (await readdir(join(parent, from, 'release'))).filter((name) =>
          name.endsWith('.tar.gz'),
        );
        await run('tar', ['-xzf', join(parent, from, 'release', archive), '-C', at]);
      }
      const places = ['unpacked 0', 'unpacked 1'].map((name) => join(parent, name));
      const { stdout } = await run('diff', ['-rq', ...places]).catch(
        (error: unknown) => error as { stdout: string },
      );
      expect(stdout).toBe('');
      expect(sums[1]).toEqual(sums[0]);
    },
    5 * MINUTES,
  );

  it(
    'runs from a folder that it can’t write to, as an ordinary user, and signs someone in',
    async () => {
      const [name = ''] = await readdir(join(parent, 'unpacked 0'));
      await cp(join(parent, 'unpacked 0', name), home, { recursive: true, verbatimSymlinks: true });
      await run('chmod', ['-R', 'a-w', home]);
      const data = join(parent, 'data');
      await mkdir(data, { mode: 0o700 });
      const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
      if (user.uid) await chown(data, user.uid, user.gid);
      const port = await freePort();
      const url = `http://localhost:${port}`;
      const env = {
        PATH: process.env.PATH,
        DATA_DIR: data,
        PORT: String(port),
        ADMIN_EMAIL: admin.email,
        ADMIN_PASSWORD: admin.password,
        NODE_ENV: 'production' as const,
      };
      const program = join(home, 'desk');
      const server = (desk = spawn(program, ['start'], { cwd: parent, env, ...user }));
      let output = '';
      const ready = new Promise<void>((resolve, reject) => {
        const read = (chunk: Buffer) => {
          output += chunk.toString();
          if (output.includes('Ready at')) resolve();
        };
        server.stdout.on('data', read);
        server.stderr.on('data', read);
        server.once('exit', (code) => reject(new Error(`It ended (${code}):\n${output}`)));
      });
      await ready;

      const page = await (await fetch(`${url}/sign-in`)).text();
      const deployment = /data-dpl-id="([0-9a-f]{20})"/.exec(page)?.[1];
      expect(deployment).toBeDefined();
      expect(page).toContain(`.js?dpl=${deployment}`);
      const part = await fetch(`${url}/sign-in`, { headers: { rsc: '1' } });
      expect(part.headers.get('x-nextjs-deployment-id')).toBe(deployment);

      const cookie = await signIn(url);
      const users = await fetch(`${url}/api/users`, { headers: { cookie } });
      expect(users.status).toBe(200);
      expect(((await users.json()) as { items: unknown[] }).items.length).toBeGreaterThan(0);
      const { ADMIN_EMAIL: _email, ADMIN_PASSWORD: _password, ...kept } = env;
      const call = (...words: string[]) => run(program, words, { env: kept, ...user });
      expect((await call('doctor')).stdout).toContain('ok    Database: PostgreSQL 18');
      expect((await call('vault', 'status')).stdout).toContain('The vault is open.');
      expect((await call('audit', 'verify')).stdout).toMatch(/^OK: /);
      expect((await call('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);

      server.removeAllListeners('exit');
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      expect(await ended).toBe(0);
    },
    5 * MINUTES,
  );
});

async function signIn(url: string): Promise<string> {
  const start = await fetch(`${url}/api/auth/csrf`);
  const cookies = start.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  const { csrfToken } = (await start.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials?json=true`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url, cookie: cookies.join('; ') },
    body: new URLSearchParams({ csrfToken, ...admin }),
  });
  const own = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  return [...cookies, ...own].join('; ');
}
