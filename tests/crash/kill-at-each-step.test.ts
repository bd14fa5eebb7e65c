import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTruth } from '@/lib/sandbox/truth-log';
import { db, pool } from '@/lib/server/db/client';
import { people } from '@/tests/support/batch-rows';
import { asOwner } from '@/tests/support/database';
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

/** `npm run test:soak` sets it. */
const rounds = Number(process.env.SOAK_ROUNDS ?? 1);

let desk: CrashDesk;
beforeAll(async () => {
  desk = await startCrashDesk('calm');
});
afterAll(() => desk.close());

const lines = (kind: string) =>
  readTruth(desk.truthPath).filter((line) => line.kind === kind).length;

const rowsThatAre = (status: string, batchId: string) =>
  db().$count(sql`invitations`, sql`status = ${status} and batch_id = ${batchId}`);

/**
 * When to kill, between the first claimed row and the end of the batch. Started once the batch
 * exists and before the server. What it returns is called after the kill.
 */
type Step = (batchId: string) => Promise<() => Promise<(() => Promise<void>) | void>>;

const whenMore = (kind: string): Step => {
  return async () => {
    const before = lines(kind);
    return () => until(() => lines(kind) > before);
  };
};

const steps: Record<string, Step> = {
  'the rows are claimed': async (id) => () =>
    until(async () => (await rowsThatAre('sending', id)) > 0),
  'the request has arrived': whenMore('call'),
  'RemotePC has acted': whenMore('effect'),
  'the answer is here and can’t be written yet': holdBackAnswers,
  'the answer is written': async (id) => () =>
    until(async () => (await rowsThatAre('invited', id)) > 0),
  'the batch has ended': async () => () => until(isFinished),
};

/** Recording a result waits in the database until the kill is over. */
async function holdBackAnswers() {
  const holder = await pool().connect();
  await holder.query('select pg_advisory_lock(64)');
  await asOwner(`
    create function wait_for_64() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(64); return new; end $$;
    create trigger wait_for_64 before update of settled_by on invitations
      for each row execute function wait_for_64()`);
  return async () => {
    await until(async () => {
      const { rows } = await holder.query(
        `select from pg_locks where locktype = 'advisory' and objid = 64 and not granted`,
      );
      return rows.length > 0;
    });
    return async () => {
      await holder.query('select pg_advisory_unlock(64)');
      await asOwner('drop function wait_for_64 cascade');
      holder.release();
    };
  };
}

for (const [name, prepare] of Object.entries(steps)) {
  test(`N64: killed when ${name}, a server leaves nothing lost, duplicated, invented or stuck`, async () => {
    const batches = new Map<string, readonly string[]>();
    for (let round = 0; round < rounds; round += 1) {
      const emails = people(40, `${round}-${name.toLowerCase().replaceAll(/[^a-z]/g, '')}`);
      const id = await startBatch(emails);
      batches.set(id, emails);
      const reached = await prepare(id);
      const server = await desk.servers.start();
      const letGo = await reached();
      await server.end('SIGKILL');
      await letGo?.();
      await passTime();
      const next = await desk.servers.start();
      await untilFinished();
      expect(await next.end('SIGTERM')).toBe(0);
    }
    const verdict = await checkBatches(batches, desk.truthPath);
    expect(verdict).toMatchObject({ ...faultless, unconfirmed: 0 });
  }, 600_000);
}
