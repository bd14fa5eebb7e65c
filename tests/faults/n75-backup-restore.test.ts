import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverCheckpoints } from '@/lib/server/audit/deliver-checkpoints';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { verifyLog } from '@/lib/server/audit/verify-log';
import { closeDatabase, db } from '@/lib/server/db/client';
import { startEmbeddedPostgres } from '@/lib/server/db/embedded/embedded';
import { migrateDatabase } from '@/lib/server/db/migrate';
import { env, resetEnv } from '@/lib/server/env';
import { describeVault } from '@/lib/server/vault/describe-vault';
import { findOwnPostgres } from '@/scripts/check/own-postgres.mjs';
import { makeKeys } from '@/scripts/serve/make-keys';
import { withClient } from '@/tests/support/backups';
import { program } from '@/tests/support/program';
import { actor, read, store } from '@/tests/support/vault';

const run = promisify(execFile);
const own = findOwnPostgres();
const guide = readFileSync('docs/operations.md', 'utf8');
const PASSWORDS = { desk_owner: 'owner-of-the-desk', desk: 'server-of-the-desk' };

let folder: string;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  // PostgreSQL's own user must be able to reach its data, even if root's TMPDIR is closed.
  folder = await mkdtemp(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'desk-drill-'));
  await chmod(folder, 0o711);
  for (const name of ['ENCRYPTION_KEY', 'AUDIT_KEY', 'AUTH_SECRET']) delete process.env[name];
  delete process.env.AUDIT_CHECKPOINT_FILE;
  process.env.LOG_LEVEL = 'silent';
});
afterEach(async () => {
  await closeDatabase();
  for (const stop of stops.splice(0).reverse()) await stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a server with this data folder and database does first; keys that exist are kept. */
async function startOn(dataDir: string, url: string, ownerUrl: string): Promise<void> {
  await closeDatabase();
  Object.assign(process.env, { DATA_DIR: dataDir, DATABASE_URL: url });
  resetEnv();
  await makeKeys(env());
  await migrateDatabase(ownerUrl, url);
}

const customer = (index: number) => `user${index}@hill.example`;
const secret = (index: number) => `secret number ${index}`;

/** Stored passwords with their events, sealed like a server's. */
async function work(from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    await store(customer(index), secret(index));
    if (index % 10 === 0) await sealEvents();
  }
  await sealEvents({ isWaiting: true });
}

/** What a person on the host is told by a command of ours, which has only the folder's keys. */
async function told(script: string, ...parameters: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [...(await program(script)), ...parameters], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return stdout;
}

/** The passwords of the drill, decrypted with nothing but the restored key file. */
async function expectPasswords(count: number): Promise<void> {
  expect(await describeVault()).toMatchObject({ state: 'open', unreadable: 0 });
  for (const index of [0, 1, count - 1]) {
    expect(await read(customer(index)), customer(index)).toBe(secret(index));
  }
}

describe.skipIf(!own)('N75: a backup of one’s own PostgreSQL, by the guide', () => {
  /** A server as the README has it set up, with both roles. */
  async function startOwn(name: string) {
    const dataDir = join(folder, name);
    await mkdir(dataDir);
    const settings = { fsync: 'off', full_page_writes: 'off' };
    const postgres = await startEmbeddedPostgres({ dataDir, binFolder: own?.folder, settings });
    stops.push(postgres.stop);
    const readme = readFileSync('README.md', 'utf8');
    const [, setUp = ''] =
      /## Use your own PostgreSQL[\s\S]*?```sql\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(setUp).toContain('create database reseller_desk owner desk_owner;');
    await withClient(postgres.superuserUrl, async (client) => {
      // The embedded server's own, under the same names.
      await client.query('drop database reseller_desk');
      await client.query('drop role desk');
      await client.query('drop role desk_owner');
      const withPasswords = setUp.replace(
        /create role (\w+) login password '…'/g,
        (_line, role: keyof typeof PASSWORDS) =>
          `create role ${role} login password '${PASSWORDS[role]}'`,
      );
      for (const statement of withPasswords.split(';\n').filter((line) => line.trim() !== '')) {
        await client.query(statement);
      }
    });
    const urlFor = (role: keyof typeof PASSWORDS, database: string) => {
      const url = new URL(postgres.superuserUrl);
      Object.assign(url, { username: role, password: PASSWORDS[role], pathname: database });
      return url.href;
    };
    const urlsOf = (database: string) => ({
      url: urlFor('desk', database),
      ownerUrl: urlFor('desk_owner', database),
    });
    return {
      ...urlsOf('reseller_desk'),
      /** An empty one beside it. */
      async another() {
        await withClient(postgres.superuserUrl, (client) =>
          client.query('create database another owner desk_owner'),
        );
        return urlsOf('another');
      },
    };
  }

  it('taken while passwords are stored and events are sealed: restored elsewhere, all is equal, verifies, and opens with the key file', async () => {
    const source = await startOwn('source');
    const before = join(folder, 'before');
    await startOn(before, source.url, source.ownerUrl);
    await work(0, 60);
    let isOver = false;
    let stored = 60;
    const load = (async () => {
      for (; !isOver; stored += 1) await work(stored, stored + 1);
    })();
    // If the test fails first, its databases are gone.
    load.catch(() => undefined);
    expect(guide).toContain('npm run backup -- create');
    const file = join(folder, 'desk.backup');
    expect(await told('scripts/backup.ts', 'create', file)).toMatch(/^Backed up \d+ tables/);
    await cp(join(before, 'keys'), join(folder, 'backup/keys'), { recursive: true });
    isOver = true;
    await load;
    // There is a checkpoint every thousand events.
    const event = { action: 'staff.renamed', outcome: 'success' } as const;
    await recordEvents(actor, Array<typeof event>(1_000).fill(event));
    await sealEvents({ isWaiting: true });
    await deliverCheckpoints();
    const laterCheckpoints = env().auditCheckpointFile;

    const target = await source.another();
    const after = join(folder, 'after');
    await mkdir(after);
    await cp(join(folder, 'backup/keys'), join(after, 'keys'), { recursive: true });
    const keys = await readFile(join(after, 'keys/encryption-key'), 'utf8');
    await closeDatabase();
    Object.assign(process.env, { DATA_DIR: after, DATABASE_URL: target.url });
    process.env.DATABASE_OWNER_URL = target.ownerUrl;
    expect(await told('scripts/backup.ts', 'restore', file)).not.toContain('Attention');
    delete process.env.DATABASE_OWNER_URL;

    await startOn(after, target.url, target.ownerUrl);
    expect(await readFile(join(after, 'keys/encryption-key'), 'utf8')).toBe(keys);
    const { rows } = await db().execute<{ count: number }>(
      sql`select count(*)::int as count from stored_passwords`,
    );
    expect(rows[0]?.count).toBeGreaterThanOrEqual(60);
    await expectPasswords(rows[0]?.count ?? 0);
    expect(await told('scripts/audit.ts', 'verify')).toMatch(
      /^OK: \d+ events are as they were sealed/,
    );
    // It goes on where the backup ended, and the server's role still can't change the log.
    await work(stored, stored + 1);
    expect(await verifyLog()).toMatchObject({ ok: true });
    await withClient(target.url, (client) =>
      expect(client.query('delete from audit_events')).rejects.toThrow(/permission denied/),
    );
    // Checkpoints that were written after the backup show what it lost.
    await mkdir(join(after, 'audit'), { recursive: true });
    await cp(laterCheckpoints, env().auditCheckpointFile);
    const { ok, firstBad } = await verifyLog();
    expect([ok, firstBad?.reason]).toEqual([false, expect.stringMatching(/^tail_cut: /)]);
  }, 120_000);
});
