import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { noteFailure, takeTurn } from '@/lib/server/invitations/account-pace';
import { claimChunk, renewLease } from '@/lib/server/invitations/claim-chunk';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { recoverLostRows } from '@/lib/server/invitations/settle-rows';
import {
  claimRows,
  endWaits,
  expireLeases,
  people,
  rowStates,
  sendRows,
  startBatch,
} from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());
afterEach(() => {
  vi.useRealTimers();
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const moves: [name: string, byMs: number][] = [
  ['an hour ahead', HOUR],
  ['an hour back', -HOUR],
  ['366 days ahead', 366 * DAY],
  ['366 days back', -366 * DAY],
];

describe.each(moves)('N67: with the server’s clock %s of the database’s', (name, byMs) => {
  const moveClock = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + byMs });
  const host = name.replaceAll(/\W/g, '-');

  test('a lease lasts as long as always: rows are neither taken early nor left behind', async () => {
    moveClock();
    const id = await startBatch(people(2, host));
    const claim = await claimRows(id);
    await recoverLostRows();
    expect(await rowStates(id)).toEqual(['sending - 1', 'sending - 1']);
    await renewLease(claim.id, id);
    const { rows } = await db().execute<{ seconds: number }>(sql`
      select round(extract(epoch from max(lease_until) - now()))::int as seconds
      from invitations where batch_id = ${id}`);
    expect(rows[0]?.seconds).toBeGreaterThanOrEqual(29);
    expect(rows[0]?.seconds).toBeLessThanOrEqual(30);
    await expireLeases();
    await recoverLostRows();
    expect(await rowStates(id)).toEqual(['pending - 1', 'pending - 1']);
    await sendRows(await claimRows(id));
    expect(await rowStates(id)).toEqual(['invited INVITED 2', 'invited INVITED 2']);
  });

  test('a hold and a wait end by the database’s clock', async () => {
    moveClock();
    const { id } = await createBatch(systemActor('clock'), 'rpc_sandbox', {
      rows: [{ email: `held@${host}.example`, seats: 0 }],
      holdSeconds: 60,
    });
    expect(await findBatch(everyone, id)).toMatchObject({ status: 'held' });
    expect(await claimChunk(id, 10)).toBeNull();
    await db()
      .update(batches)
      // Moments are stored in milliseconds, so "now" could be half of one ahead.
      .set({ holdUntil: sql`now() - interval '1 millisecond'` });
    expect(await findBatch(everyone, id)).toMatchObject({ status: 'running' });
    await noteFailure('rpc_sandbox', 'unreachable', undefined);
    expect(await claimChunk(id, 10)).toBeNull();
    const waitMs = await takeTurn('rpc_sandbox');
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(1_000);
    await endWaits();
    expect((await claimChunk(id, 10))?.rows).toHaveLength(1);
  });
});
