import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '@/lib/sandbox/random';
import { closeDatabase } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';
import { findOwnPostgres } from '@/scripts/check/own-postgres.mjs';
import { checkBatches, faultless, printVerdict } from '@/tests/crash/check-batch';
import { isFinished } from '@/tests/crash/crash-desk';
import { startCrashSandbox } from '@/tests/crash/processes';
import { freePort } from '@/tests/support/free-port';
import { startTestServer, type TestServer } from '@/tests/support/server';
import { Load, type Answer } from './load';
import { hasPooler, Pooler } from './pooler';
import { PostgresPair } from './postgres-pair';

/** `npm run test:cluster` sets these. */
const rounds = Number(process.env.CLUSTER_ROUNDS ?? 1);
const rows = Number(process.env.CLUSTER_ROWS ?? 2_000);
const seed = Number(process.env.CLUSTER_SEED ?? 20_261_201);

const PEOPLE = 50;
/** Until everyone is answered again after a failover. */
const WINDOW_MS = 10_000;
/** Longer than the lease of rows that a killed server was sending. */
const PATIENCE_MS = 180_000;
const KEY = Buffer.alloc(32, 'k').toString('base64');

let folder: string;
let postgres: PostgresPair;
let pooler: Pooler | undefined;
let sandbox: Awaited<ReturnType<typeof startCrashSandbox>>;
let servers: TestServer[] = [];
let settings: Record<string, string>;

beforeAll(async () => {
  const installed = findOwnPostgres();
  if (!installed)
    throw new Error('This needs a PostgreSQL of this machine: apt-get install postgresql');
  folder = await mkdtemp(join(tmpdir(), 'reseller-desk-cluster-'));
  postgres = await PostgresPair.start(installed.folder);
  pooler = hasPooler ? await Pooler.start(postgres.gate.port) : undefined;
  sandbox = await startCrashSandbox(join(folder, 'truth.jsonl'), 'slow');
  settings = {
    DATABASE_URL: postgres.url('desk', pooler?.port),
    // Migrations hold a lock of their session, which a pool of transactions can't.
    DATABASE_OWNER_URL: postgres.url('postgres'),
    ...{ AUTH_SECRET: KEY, ENCRYPTION_KEY: KEY, AUDIT_KEY: KEY },
    ...{ REMOTEPC_API_URL: sandbox.baseUrl, REMOTEPC_API_KEY: sandbox.apiKey },
    INVITE_CHUNK_SIZE: '10',
  };
  const own = { DATABASE_URL: postgres.url('postgres'), LOG_LEVEL: 'silent' };
  Object.assign(process.env, settings, own);
  resetEnv();
  servers = [await startReplica(), await startReplica()];
}, 300_000);

afterAll(async () => {
  for (const server of servers) await server.stop();
  await closeDatabase();
  await sandbox.stop();
  await pooler?.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function startReplica(port?: number): Promise<TestServer> {
  return startTestServer({ port: port ?? (await freePort()), env: settings });
}

it(`two servers, and PostgreSQL with a standby${hasPooler ? ', behind PgBouncer' : ''}: each killed ${rounds} times under ${PEOPLE} people, no row of ${rows} is lost or sent twice, and only a failover is noticed`, async () => {
  const cookie = await signIn();
  const emails = Array.from({ length: rows }, (_, index) => `p${index}@crash.example`);
  const id = await startBatch(cookie, emails);
  const urls = servers.map(({ url }) => url);
  const paths = ['/api/users?pageSize=50', `/api/batches/${id}`, '/api/overview', '/api/profile'];
  const load = new Load(urls, { people: PEOPLE, cookie, paths });
  const { failovers, isEndedEarly } = await killInTurn(new Random(seed));
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isBatchFinished()) && Date.now() < deadline) await pause(250);
  await load.end();

  const verdict = await checkBatches(new Map([[id, emails]]), join(folder, 'truth.jsonl'));
  printVerdict(`${rows} rows, ${rounds} rounds, seed ${seed}`, verdict);
  expect(verdict).toMatchObject(faultless);
  expect(verdict.invited).toBeGreaterThan(rows * 0.9);
  expect(isEndedEarly).toBe(false);
  const log = await fetch(`${urls[0]}/api/activity/verify`, { headers: { cookie } });
  expect(await log.json()).toMatchObject({ ok: true });

  const bad = load.answers.filter(({ status }) => status !== 200);
  const longest = Math.max(0, ...bad.map(({ until }) => sinceLast(failovers, until)));
  console.log(
    `${load.answers.length} answers; ${bad.length} refused, the last ${longest} ms after a failover began`,
  );
  expect(bad.filter((answer) => !isBeside(failovers, answer))).toEqual([]);
  expect(bad.filter(({ status, hasWait }) => status !== 503 || !hasWait)).toEqual([]);
  expect(load.answers.length).toBeGreaterThan(1_000);
}, 7_200_000);

/** @returns when each failover began, and whether the batch was finished before the last kill */
async function killInTurn(random: Random) {
  const failovers: number[] = [];
  let isEndedEarly = false;
  for (let round = 0; round < rounds; round += 1) {
    for (const part of shuffled(['server 0', 'server 1', 'primary', 'connections'], random)) {
      await pause(random.integer(1_000, 3_000));
      isEndedEarly = await isBatchFinished();
      if (part.startsWith('server')) await restart(Number(part.at(-1)));
      else failovers.push(Date.now());
      if (part === 'connections') postgres.gate.breakConnections();
      if (part === 'primary') {
        await postgres.failOver();
        await postgres.rebuildStandby();
      }
    }
  }
  return { failovers, isEndedEarly };
}

/** This test's own connection may be one that was broken. */
const isBatchFinished = () => isFinished().catch(isFinished);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, at: random.next() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

function isBeside(failovers: readonly number[], { from, until }: Answer): boolean {
  return failovers.some((at) => until >= at && from <= at + WINDOW_MS);
}

function sinceLast(failovers: readonly number[], until: number): number {
  return until - Math.max(0, ...failovers.filter((at) => at <= until));
}

async function restart(index: number): Promise<void> {
  const server = servers[index];
  if (!server) return;
  await server.end('SIGKILL');
  servers[index] = await startReplica(Number(new URL(server.url).port));
  await rm(server.dataDir, { recursive: true, force: true });
}

/** @returns the session's cookie, which every server knows */
async function signIn(): Promise<string> {
  const [server] = servers;
  if (!server) throw new Error('No server.');
  const { url, admin } = server;
  const csrf = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    ...{ method: 'POST', redirect: 'manual' },
    headers: { cookie: cookiesOf(csrf).join('; '), origin: url },
    body: new URLSearchParams({ csrfToken, ...admin, json: 'true' }),
  });
  const session = cookiesOf(answer).find((text) => text.startsWith('reseller-desk.session='));
  if (!session) throw new Error(`Not signed in: ${answer.status} ${await answer.text()}`);
  return session;
}

function cookiesOf(answer: Response): string[] {
  return answer.headers.getSetCookie().map((text) => text.split(';')[0] ?? '');
}

async function startBatch(cookie: string, emails: readonly string[]): Promise<string> {
  const url = servers[0]?.url ?? '';
  const answer = await fetch(`${url}/api/batches`, {
    method: 'POST',
    headers: { cookie, origin: url, 'content-type': 'application/json', 'idempotency-key': 'one' },
    body: JSON.stringify({ rows: emails.map((email) => ({ email, seats: 1 })), holdSeconds: 0 }),
  });
  const { id } = (await answer.json()) as { id?: string };
  if (id === undefined) throw new Error(`No batch: ${answer.status}`);
  return id;
}
