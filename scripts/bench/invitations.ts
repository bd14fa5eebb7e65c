import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { Pool } from 'undici';
import { systemActor } from '../../lib/server/actor';
import { closeDatabase, db } from '../../lib/server/db/client';
import { startEmbeddedPostgres } from '../../lib/server/db/embedded/embedded';
import { migrateDatabase } from '../../lib/server/db/migrate';
import { createBatch } from '../../lib/server/invitations/create-batch';
import { ServerLine } from '../../tests/crash/processes';
import { table } from './report';
import { startSandboxProcess, type SandboxProcess } from './start-sandbox-process';

export const CALL_MS = 200;
const ROWS = 10_000;
const KEY = Buffer.alloc(32, 'b').toString('base64');

/** Chunk × concurrency; the last one is the default. */
const settings = [
  [500, 4],
  [100, 8],
  [100, 4],
  [50, 8],
  [50, 4],
] as const;

type Result = { totalMs: number; firstMs: number };

/**
 * From the moment a batch of 10,000 is acknowledged to its end, and to the first row's result, over
 * the minimum that the upstream's own time allows: ⌈⌈rows / chunk⌉ / concurrency⌉ calls of 200 ms.
 * The bare loop sends the same calls and stores nothing: what this machine can do at this moment.
 * The database syncs every commit to disk, as in production.
 */
export async function benchInvitations(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reseller-desk-bench-'));
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir });
  const sandbox = await startSandboxProcess(0, CALL_MS);
  const rows: string[][] = [['  chunk', 'at once', 'ours', 'bare loop', 'first result']];
  try {
    process.env.DATABASE_URL = postgres.url;
    await migrateDatabase(postgres.ownerUrl, postgres.url);
    for (const [chunk, concurrency] of settings) {
      const floorMs = Math.ceil(Math.ceil(ROWS / chunk) / concurrency) * CALL_MS;
      const bareMs = await bareLoop(sandbox, chunk, concurrency);
      const ours = await sendBatch(sandbox, chunk, concurrency);
      const ratio = (ms: number) => `${(ms / floorMs).toFixed(3)} ×`;
      rows.push([
        `  ${chunk}`,
        String(concurrency),
        `${ratio(ours.totalMs)} (${(ours.totalMs / 1_000).toFixed(2)} s)`,
        ratio(bareMs),
        `${(ours.firstMs / CALL_MS).toFixed(2)} × one call`,
      ]);
    }
  } finally {
    await closeDatabase();
    sandbox.stop();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  console.log(`\n${ROWS} invitations, ${CALL_MS} ms a call: time over the least possible`);
  console.log(table(rows));
}

/** @param isSealed whether the servers seal the audit log meanwhile, as they do with a key */
export async function sendBatch(
  sandbox: SandboxProcess,
  chunk: number,
  concurrency: number,
  isSealed = true,
): Promise<Result> {
  const servers = new ServerLine({
    DATA_DIR: join(tmpdir(), 'reseller-desk-bench-without-keys'),
    AUDIT_KEY: isSealed ? KEY : '',
    AUDIT_CHECKPOINT_FILE: '/dev/null',
    DATABASE_URL: process.env.DATABASE_URL ?? '',
    AUTH_SECRET: KEY,
    ENCRYPTION_KEY: KEY,
    LOG_LEVEL: 'warn',
    SANDBOX_REMOTEPC_URL: sandbox.baseUrl,
    SANDBOX_REMOTEPC_KEY: sandbox.apiKey,
    INVITE_CHUNK_SIZE: String(chunk),
    INVITE_CONCURRENCY: String(concurrency),
  });
  const server = await servers.start();
  try {
    // The first batch opens connections and warms up the code; only the second counts.
    const name = `${chunk}x${concurrency}x${Date.now()}`;
    await sendRows(`warm${name}`, chunk * concurrency * 2);
    return await sendRows(`bench${name}`, ROWS);
  } finally {
    await server.end('SIGTERM');
    await servers.close();
  }
}

async function sendRows(host: string, count: number): Promise<Result> {
  const rows = Array.from({ length: count }, (_, n) => ({
    email: `p${n}@${host}.example`,
    seats: 1,
  }));
  const input = { rows, holdSeconds: 0 };
  const { id } = await createBatch(systemActor('bench'), 'rpc_sandbox', input);
  const startedAt = await databaseClock();
  for (;;) {
    const { rows: found } = await db().execute<{ endedAt: number; firstAt: number }>(sql`
      select 1000 * extract(epoch from finished_at)::float8 as "endedAt",
        (select 1000 * extract(epoch from min(updated_at))::float8 from invitations
          where batch_id = ${id} and status = 'invited') as "firstAt"
      from batches where id = ${id} and finished_at is not null`);
    const [result] = found;
    if (result) return { totalMs: result.endedAt - startedAt, firstMs: result.firstAt - startedAt };
    await wait(250);
  }
}

async function databaseClock(): Promise<number> {
  const { rows } = await db().execute<{ now: number }>(
    sql`select 1000 * extract(epoch from clock_timestamp())::float8 as now`,
  );
  return rows[0]?.now ?? Number.NaN;
}

/** The same calls by as many loops, with their answers discarded. */
async function bareLoop(
  sandbox: SandboxProcess,
  chunk: number,
  concurrency: number,
): Promise<number> {
  const { origin, pathname } = new URL(sandbox.baseUrl);
  const pool = new Pool(origin, { connections: concurrency });
  const headers = {
    authorization: `Bearer ${sandbox.apiKey}`,
    'content-type': 'application/json',
  };
  let next = 0;
  const startedAt = performance.now();
  const sendOn = async () => {
    while (next < ROWS) {
      const from = next;
      next += chunk;
      const body = Array.from({ length: chunk }, (_, n) => ({
        invitedUserEmailId: `p${from + n}@bare${chunk}x${concurrency}.example`,
        allotedComputers: 1,
      }));
      const answer = await pool.request({
        path: `${pathname}/user/invite`,
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      await answer.body.json();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sendOn));
  const totalMs = performance.now() - startedAt;
  await pool.close();
  return totalMs;
}
