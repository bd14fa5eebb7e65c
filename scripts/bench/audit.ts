import { fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import type { AuditFilters } from '../../lib/contract/audit';
import { systemActor } from '../../lib/server/actor';
import { listActions } from '../../lib/server/audit/list-events';
import { publicKeys } from '../../lib/server/audit/proof-state';
import { sealEvents } from '../../lib/server/audit/seal-events';
import { verifyLog } from '../../lib/server/audit/verify-log';
import { closeDatabase, db } from '../../lib/server/db/client';
import { startEmbeddedPostgres } from '../../lib/server/db/embedded/embedded';
import { migrateDatabase } from '../../lib/server/db/migrate';
import { resetEnv } from '../../lib/server/env';
import { readPublicKeys, verifyExport } from '../audit-verify.mjs';
import { CALL_MS, sendBatch } from './invitations';
import { median, swing, table } from './report';
import { startSandboxProcess } from './start-sandbox-process';

const EVENTS = 1_000_000;
const INSERT = 20_000;
const ROUNDS = 3;
const HASHES = 500_000;
const EVENT_BYTES = 480;
const CHUNK = 50;
const CONCURRENCY = 4;

/**
 * How fast a million events are sealed and verified, and whether sealing slows a batch down: the
 * same batch with and without the key, one after the other in each round.
 */
export async function benchAudit(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reseller-desk-bench-'));
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir });
  try {
    process.env.DATABASE_URL = postgres.url;
    process.env.AUDIT_KEY = Buffer.alloc(32, 'b').toString('base64');
    process.env.AUDIT_CHECKPOINT_FILE = join(dataDir, 'checkpoints.jsonl');
    resetEnv();
    await migrateDatabase(postgres.ownerUrl, postgres.url);
    await benchBatches();
    await benchVerification(dataDir, postgres.ownerUrl);
  } finally {
    await closeDatabase();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function benchBatches(): Promise<void> {
  const sandbox = await startSandboxProcess(0, CALL_MS);
  const [sealed, unsealed]: [number[], number[]] = [[], []];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      unsealed.push((await sendBatch(sandbox, CHUNK, CONCURRENCY, false)).totalMs);
      sealed.push((await sendBatch(sandbox, CHUNK, CONCURRENCY)).totalMs);
    }
  } finally {
    sandbox.stop();
  }
  const ratio = median(sealed.map((ms, round) => ms / (unsealed[round] ?? Number.NaN)));
  const verdict = swing(unsealed) > 2 ? 'no verdict: the baseline swung' : `${ratio.toFixed(3)} ×`;
  console.log(
    `\n10,000 invitations while their events are sealed, over the same without: ${verdict}`,
  );
}

async function benchVerification(dataDir: string, ownerUrl: string): Promise<void> {
  for (let from = 0; from < EVENTS; from += INSERT) await insertEvents(from);
  await db().execute(sql`select count(*) from audit_events`);
  const startedAt = performance.now();
  const sealed = await sealEvents();
  const sealedPerSecond = sealed / ((performance.now() - startedAt) / 1_000);
  // As autovacuum does within minutes.
  await analyze(ownerUrl);
  const [rates, cpu, bare]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    const cpuBefore = process.cpuUsage();
    const { ok, checked } = await verifyLog();
    if (!ok) throw new Error('The log isn’t as it was.');
    const { user, system } = process.cpuUsage(cpuBefore);
    cpu.push(checked / ((user + system) / 1e6));
    rates.push(checked / ((performance.now() - from) / 1_000));
    bare.push(hashesPerSecond());
  }
  const pages = await pageTimes();
  const exported = await measureExport(dataDir);
  console.log(`\n${EVENTS} events of the audit log, events per second`);
  console.log(
    table([
      ['  sealed', Math.round(sealedPerSecond).toLocaleString('en')],
      ['  verified', Math.round(median(rates)).toLocaleString('en')],
      [
        '  verified per second of this process’s own time',
        Math.round(median(cpu)).toLocaleString('en'),
      ],
      ['  exported as JSON Lines', Math.round(exported.rate).toLocaleString('en')],
      [
        '  verified in that file, by its own program',
        Math.round(exported.verified).toLocaleString('en'),
      ],
      ['  hashed in a bare loop', Math.round(median(bare)).toLocaleString('en')],
    ]),
  );
  console.log(`\nThe export’s memory, over that before it: ${exported.megabytes.toFixed(0)} MB`);
  console.log('\nA page of 50 rows, slowest of five, ms');
  console.log(table(pages.map(([name, ms]) => [`  ${name}`, ms.toFixed(0)])));
}

async function analyze(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}

/** The filters of the page, folded as it shows them. */
const filters: [string, AuditFilters][] = [
  ['without a filter', {}],
  ['by actor', { actor: 'technician' }],
  ['by an actor who did nothing', { actor: 'nobody' }],
  ['by action', { action: 'invitation.invited' }],
  ['by what doesn’t occur', { action: 'vault.rotated' }],
  ['by result', { outcome: 'failure' }],
  ['by target', { targetIs: 'person500000@customer.example' }],
  ['by part of a target', { target: 'person500000' }],
  ['by a word', { q: 'person500000' }],
  ['by a word that doesn’t occur', { q: 'nothing-like-it' }],
  ['by two common words', { q: 'technician customer' }],
  ['by a common and a rare word', { q: 'technician person500000' }],
  ['by a word and a result', { q: 'technician', outcome: 'failure' }],
  ['by day', { from: '2020-01-01', to: '2020-12-31' }],
];

async function pageTimes(): Promise<[string, number][]> {
  const viewer = systemActor('bench');
  const times: [string, number][] = [];
  for (const [name, wanted] of filters) {
    const rounds: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const from = performance.now();
      await listActions(viewer, { ...wanted, limit: 50, fold: '1' });
      rounds.push(performance.now() - from);
    }
    times.push([name, Math.max(...rounds)]);
  }
  return times;
}

/** In a process of its own: this one has the memory of all that was measured before. */
async function measureExport(dataDir: string) {
  const path = join(dataDir, 'export.jsonl');
  const child = fork(fileURLToPath(new URL('./audit-export-process.ts', import.meta.url)), [path]);
  const [{ seconds, megabytes }] = (await once(child, 'message')) as [Exported];
  const from = performance.now();
  const { ok, checked } = await verifyExport(path, { keys: readPublicKeys(publicKeys()) });
  if (!ok) throw new Error('The export isn’t as it was.');
  const verified = checked / ((performance.now() - from) / 1_000);
  return { rate: EVENTS / seconds, verified, megabytes };
}

type Exported = { seconds: number; megabytes: number };

/** What this machine can do at this moment: SHA-256 of as many bytes as an event has, on one core. */
function hashesPerSecond(): number {
  const bytes = Buffer.alloc(EVENT_BYTES, 'e');
  const from = performance.now();
  for (let count = 0; count < HASHES; count += 1) hash('sha256', bytes, 'hex');
  return HASHES / ((performance.now() - from) / 1_000);
}

/** As those of a batch are, 50 a request. */
async function insertEvents(from: number): Promise<void> {
  await db().execute(sql`
    insert into audit_events (id, account_id, actor_id, actor_email, action, target, outcome,
      request_id, ip, details)
    select 'evt_' || substr(md5(n::text), 1, 24), 'rpc_sandbox', 'stf_4kPzT0vJq2cW',
      'technician@desk.example', 'invitation.invited', 'person' || n || '@customer.example',
      'success', 'req-' || n / 50, '203.0.113.7',
      jsonb_build_object('batchId', 'bat_' || substr(md5(n::text), 1, 24), 'index', n)
    from generate_series(${from + 1}::int, ${from + INSERT}::int) as n`);
}
