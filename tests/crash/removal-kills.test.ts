import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeOldEvents } from '@/lib/server/audit/remove-events';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { verifyLog } from '@/lib/server/audit/verify-log';
import { db } from '@/lib/server/db/client';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { keepMonths, recordAgo } from '@/tests/support/old-events';
import { program } from '@/tests/support/program';
import { size } from '@/tests/support/size';

vi.setConfig({ testTimeout: 300_000 });

let desk: TestDesk;

/** Seven events that are too old, in two sealed ranges, and some that are kept. */
beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  await recordAgo(4, 12);
  await recordAgo(3, 8);
  await recordAgo(2, 1);
  await keepMonths(6, '25 hours');
});
afterEach(() => desk.close());

/** The database finishes what a dead process has sent. */
async function ended(): Promise<void> {
  const others = async () => {
    const { rows } = await db().execute<{ count: number }>(
      sql`select count(*)::int as count from pg_stat_activity
        where datname = current_database() and application_name = 'removal'`,
    );
    return rows[0]?.count;
  };
  await expect.poll(others, { timeout: 10_000 }).toBe(0);
}

async function state() {
  const { rows } = await db().execute<Record<string, number>>(sql`
    select (select count(*)::int from audit_events where action = 'user.added') as added,
      (select count(*)::int from audit_removals) as summaries,
      (select count(*)::int from audit_events where action = 'activity.removed') as removals`);
  const { ok, removed = 0 } = await verifyLog();
  return { ...rows[0], ok, removed };
}

it('a removal killed at any statement removes all with its summary or nothing, and the next one completes it', async () => {
  const [condition = '', file = ''] = await program('tests/support/remove-events.ts');
  const nothing = { added: 9, summaries: 0, removals: 0, ok: true, removed: 0 };
  const all = { added: 2, summaries: 1, removals: 1, ok: true, removed: 7 };
  // The first ones only read.
  const first = size(9, 1);
  let point = first;
  for (let isRemoved = false; !isRemoved; point += 1) {
    const child = spawn(process.execPath, [condition, file, String(point)], {
      env: { ...process.env, DATABASE_URL: `${process.env.DATABASE_URL}?application_name=removal` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    await ended();
    const now = await state();
    isRemoved = now.removed > 0;
    expect([point, now]).toEqual([point, isRemoved ? all : nothing]);
  }
  expect(point - first).toBeGreaterThan(8);
  await sealEvents();
  expect(await removeOldEvents()).toBe(0);
  expect(await state()).toEqual(all);
});
