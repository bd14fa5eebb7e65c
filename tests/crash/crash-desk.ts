import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { vi } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { closeDatabase, db } from '@/lib/server/db/client';
import { batches, invitations } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { endWaits, expireLeases } from '@/tests/support/batch-rows';
import { createTestDatabase } from '@/tests/support/database';
import { type CrashWeather, ServerLine, startCrashSandbox } from './processes';

const PATIENCE_MS = 60_000;
const KEY = Buffer.alloc(32, 'k').toString('base64');

export type CrashDesk = {
  servers: ServerLine;
  /** The settings of the servers. */
  env: Record<string, string>;
  truthPath: string;
  /** Of the sandbox. */
  stopSandbox: () => Promise<void>;
  close: () => Promise<void>;
};

/** A database, RemotePC in a separate process, and servers to be killed. */
export async function startCrashDesk(
  weather: CrashWeather,
  settings: Record<string, string> = {},
  route?: 'batches',
): Promise<CrashDesk> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'reseller-desk-crash-'));
  const truthPath = join(folder, 'truth.jsonl');
  const sandbox = await startCrashSandbox(truthPath, weather);
  process.env.DATABASE_URL = database.url;
  process.env.AUTH_SECRET = KEY;
  process.env.ENCRYPTION_KEY = KEY;
  process.env.AUDIT_KEY = KEY;
  process.env.AUDIT_CHECKPOINT_FILE = join(folder, 'checkpoints.jsonl');
  resetEnv();
  const env = {
    DATABASE_URL: database.url,
    APP_URL: 'http://localhost:3000',
    AUTH_SECRET: KEY,
    ENCRYPTION_KEY: KEY,
    AUDIT_KEY: KEY,
    AUDIT_CHECKPOINT_FILE: join(folder, 'checkpoints.jsonl'),
    LOG_LEVEL: 'silent',
    SANDBOX_REMOTEPC_URL: sandbox.baseUrl,
    SANDBOX_REMOTEPC_KEY: sandbox.apiKey,
    // If only the kills may cause failures, a busy machine must not cause any either.
    UPSTREAM_TIMEOUT_MS: typeof weather === 'number' ? '800' : '20000',
    INVITE_CHUNK_SIZE: '25',
    ...settings,
  };
  const servers = new ServerLine(env, route);
  return {
    servers,
    env,
    truthPath,
    stopSandbox: sandbox.stop,
    close: async () => {
      await servers.close();
      await closeDatabase();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Lets a minute pass for what a dead server left behind. Leases and waits use the database's clock,
 * so nothing has to sleep.
 */
export async function passTime(): Promise<void> {
  await expireLeases();
  await endWaits();
  await db().update(invitations).set({ notBefore: null }).where(eq(invitations.status, 'pending'));
}

export async function startBatch(emails: readonly string[]): Promise<string> {
  const rows = emails.map((email) => ({ email, seats: 1 }));
  const actor = systemActor('crash');
  return (await createBatch(actor, 'rpc_sandbox', { rows, holdSeconds: 0 })).id;
}

/**
 * Waits until every batch has finished, or no row has for a minute: the comparison finds what is
 * stuck.
 */
export async function untilFinished(): Promise<void> {
  const openRows = () => db().$count(invitations, sql`status in ('pending', 'sending')`);
  for (let open = await openRows(); !(await isFinished()); open = await openRows()) {
    const isMoving = async () => (await isFinished()) || (await openRows()) < open;
    if (
      !(await until(isMoving).then(
        () => true,
        () => false,
      ))
    )
      return;
  }
}

/** Checks far more often than a call takes. @throws after a minute */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await holds())) throw new Error('This never came.');
    },
    { timeout: PATIENCE_MS, interval: 5 },
  );
}

export async function isFinished(): Promise<boolean> {
  return (await db().$count(batches, sql`finished_at is null`)) === 0;
}
