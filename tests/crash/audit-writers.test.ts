import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readCheckpointFile } from '@/lib/server/audit/checkpoint-file';
import { verifyLog } from '@/lib/server/audit/verify-log';
import { db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { size } from '@/tests/support/size';
import { startCrashDesk, type CrashDesk } from './crash-desk';
import { forkProgram } from './processes';

const EVENTS = size(4_000, 100_000);
const WRITERS = 20;
const KILLS = 3;

vi.setConfig({ testTimeout: 600_000 });

let desk: CrashDesk;
beforeEach(async () => {
  desk = await startCrashDesk('calm');
});
afterEach(async () => {
  await desk.stopSandbox();
  await desk.close();
});

async function startWriters() {
  const parameters = [String(WRITERS / 2), String(EVENTS / 2)];
  const child = await forkProgram('tests/crash/audit-writers-process.ts', parameters, desk.env);
  return { child, recorded: once(child, 'message') };
}

/** As soon as the servers have sealed everything. */
async function untilSealed(): Promise<void> {
  const unsealed = () =>
    db().$count(
      sql`audit_events left join audit_seals on position = audit_events.sequence`,
      sql`position is null`,
    );
  await expect.poll(unsealed, { timeout: 60_000, interval: 100 }).toBe(0);
}

it('N72: 20 writers on two servers, and a third one that is killed: one chain without a gap', async () => {
  const servers = await Promise.all([startWriters(), startWriters()]);
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const third = await desk.servers.start();
      await wait(200);
      await third.end('SIGKILL');
    }
    await Promise.all(servers.map(({ recorded }) => recorded));
    await untilSealed();
    const { ok, checked, head } = await verifyLog();
    const { rows } = await db().execute(sql`
      select count(*)::int as events, max(sequence) > count(*) as "positionsHaveGaps"
      from audit_events where request_id like 'writer-%'`);
    expect(rows).toEqual([{ events: EVENTS, positionsHaveGaps: true }]);
    expect({ ok, checked, last: head.sequence }).toEqual({
      ok: true,
      checked: EVENTS,
      last: EVENTS,
    });
    // Each was signed by the server that was sealing then.
    const checkpoints = await readCheckpointFile(env().auditCheckpointFile);
    expect(checkpoints.reduce((sum, { count }) => sum + count, 0)).toBe(
      checkpoints.at(-1)?.sequence,
    );
  } finally {
    for (const { child } of servers) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
  }
});
