import { type ChildProcess } from 'node:child_process';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTruth } from '@/lib/sandbox/truth-log';
import { db } from '@/lib/server/db/client';
import { people } from '@/tests/support/batch-rows';
import { checkBatches, faultless } from './check-batch';
import {
  isFinished,
  passTime,
  startBatch,
  startCrashDesk,
  until,
  untilFinished,
  type CrashDesk,
} from './crash-desk';

let desk: CrashDesk;
beforeAll(async () => {
  // Most of a slow call's time passes between transactions: there the first server is suspended.
  desk = await startCrashDesk('slow');
});
afterAll(() => desk.close());

const rowsThatAre = (status: string) => db().$count(sql`invitations`, sql`status = ${status}`);

test('N66: a server that was suspended past its lease resumes and writes nothing; no row is sent twice', async () => {
  const emails = people(1_000, 'two');
  const first = await desk.servers.start();
  const id = await startBatch(emails);
  await until(async () => (await rowsThatAre('sending')) > 50);
  // Suspended during its calls, which are answered while it can't receive.
  await stopBetweenTransactions(first.child);
  const claims = await claimsUnderWay();
  expect(claims.length).toBeGreaterThan(0);
  await passTime();
  const second = await desk.servers.start();
  await until(async () => (await rowsOf(claims)) === 0);
  first.child.kill('SIGCONT');
  await untilFinished();
  // Every row it had held was finished by a different claim.
  expect(await endedBy(claims)).toBe(0);
  expect([await first.end('SIGTERM'), await second.end('SIGTERM')]).toEqual([0, 0]);
  const verdict = await checkBatches(new Map([[id, emails]]), desk.truthPath);
  expect(verdict).toMatchObject({ ...faultless, invited: 1_000, unconfirmed: 0 });
  const invited = readTruth(desk.truthPath).flatMap((line) =>
    line.kind === 'effect' ? line.rows.filter(({ status }) => status === 'INVITED') : [],
  );
  expect(invited).toHaveLength(1_000);
}, 60_000);

test('N68: SIGTERM, even twice, lets calls in progress finish and leaves no row behind', async () => {
  const emails = people(400, 'deploy');
  const old = await desk.servers.start();
  const id = await startBatch(emails);
  await until(async () => (await rowsThatAre('sending')) > 0);
  const startedAt = performance.now();
  old.child.kill('SIGTERM');
  expect(await old.end('SIGTERM')).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
  expect(await rowsThatAre('sending')).toBe(0);
  const successor = await desk.servers.start();
  await untilFinished();
  expect(await successor.end('SIGTERM')).toBe(0);
  const verdict = await checkBatches(new Map([[id, emails]]), desk.truthPath);
  expect(verdict).toMatchObject({ ...faultless, invited: 400, unconfirmed: 0 });
  // Each was sent once: the change of servers caused no repetition.
  expect(await db().$count(sql`invitations`, sql`attempts <> 1 and batch_id = ${id}`)).toBe(0);
}, 60_000);

/**
 * During one it would hold its locks until PostgreSQL ends the transaction after half a minute,
 * which is longer than this test waits.
 */
async function stopBetweenTransactions(child: ChildProcess): Promise<void> {
  while (!(await isFinished())) {
    child.kill('SIGSTOP');
    await until(async () => (await transactions('active')) === 0);
    if ((await transactions('idle in transaction')) === 0 && (await rowsThatAre('sending')) > 0)
      return;
    child.kill('SIGCONT');
    // It must get on with its work: a try takes only a few milliseconds.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The batch finished before its server could be suspended.');
}

/** In which PostgreSQL works on a statement, or waits for the server's next one. */
function transactions(state: 'active' | 'idle in transaction'): Promise<number> {
  const isOpen = sql`datname = current_database() and pid <> pg_backend_pid()
    and xact_start is not null and state = ${state}`;
  return db().$count(sql`pg_stat_activity`, isOpen);
}

async function claimsUnderWay(): Promise<string[]> {
  const { rows } = await db().execute<{ claim: string }>(
    sql`select distinct claim_id as claim from invitations where status = 'sending'`,
  );
  return rows.map(({ claim }) => claim);
}

const rowsOf = (claims: readonly string[]) =>
  db().$count(sql`invitations`, sql`claim_id = any(${sql.param([...claims])}::text[])`);

const endedBy = (claims: readonly string[]) =>
  db().$count(sql`invitations`, sql`settled_by = any(${sql.param([...claims])}::text[])`);
