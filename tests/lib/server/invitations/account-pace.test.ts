import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '@/lib/sandbox/fault';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { accountPaces, batches } from '@/lib/server/db/schema';
import { noteAnswer, noteFailure, takeTurn } from '@/lib/server/invitations/account-pace';
import { listSendableBatches } from '@/lib/server/invitations/claim-chunk';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { claimRows, endWaits, sendRows, startBatch } from '@/tests/support/batch-rows';
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '2000' } });
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.sandbox.remotepc.reset();
  await endWaits();
  await db()
    .update(batches)
    .set({ finishedAt: sql`now()` });
  forgetUpstreams();
});

const ACCOUNT = 'rpc_sandbox';

/** Whole seconds, by the database's clock, until the account may be called again. */
async function waitSeconds(): Promise<number> {
  const { rows } = await db().execute<{ seconds: number }>(sql`
    select round(extract(epoch from waits_until - now()))::int as seconds from account_paces`);
  return rows[0]?.seconds ?? 0;
}

/** As if the wait were over. */
const passWait = () =>
  db()
    .update(accountPaces)
    .set({ waitsUntil: sql`now() - interval '1 second'` });

describe('a limit of calls a minute', () => {
  test('spreads them evenly, for all who ask', async () => {
    const asked = await Promise.all([1, 2, 3, 4, 5].map(() => takeTurn(ACCOUNT, 60)));
    expect(asked.filter((waitMs) => waitMs === 0)).toHaveLength(1);
    for (const waitMs of asked) expect(waitMs).toBeLessThanOrEqual(1_000);
    await db()
      .update(accountPaces)
      .set({ nextCallAt: sql`now() - interval '1 second'` });
    expect(await takeTurn(ACCOUNT, 60)).toBe(0);
    expect(await takeTurn(ACCOUNT, 60)).toBeGreaterThan(500);
  });

  test('is separate for each account', async () => {
    expect(await takeTurn(ACCOUNT, 1)).toBe(0);
    expect(await takeTurn('rpc_other', 1)).toBe(0);
    expect(await takeTurn(ACCOUNT, 1)).toBeGreaterThan(50_000);
  });
});

describe('after failures', () => {
  test('the account waits twice as long each time, at most a minute, until it answers', async () => {
    const waits: number[] = [];
    for (let failure = 0; failure < 8; failure += 1) {
      await noteFailure(ACCOUNT, 'unreachable', undefined);
      waits.push(await waitSeconds());
      await passWait();
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    await noteAnswer(ACCOUNT);
    await noteFailure(ACCOUNT, 'unreachable', undefined);
    expect(await waitSeconds()).toBe(1);
  });

  test('of simultaneous calls count once', async () => {
    await noteFailure(ACCOUNT, 'unreachable', undefined);
    await noteFailure(ACCOUNT, 'unreachable', undefined);
    await noteFailure(ACCOUNT, 'unreachable', 3_000);
    expect(await waitSeconds()).toBe(3);
    expect(await db().select().from(accountPaces)).toMatchObject([{ failures: 1 }]);
  });

  test('a single call checks whether the upstream is back', async () => {
    const id = await startBatch(['probe@pace.example']);
    await noteFailure(ACCOUNT, 'unreachable', undefined);
    expect(await listSendableBatches()).toEqual([]);
    expect(await takeTurn(ACCOUNT)).toBeGreaterThan(0);
    await passWait();
    expect(await listSendableBatches()).toMatchObject([{ batchId: id, failures: 1 }]);
    const asked = await Promise.all([1, 2, 3].map(() => takeTurn(ACCOUNT)));
    expect(asked.filter((waitMs) => waitMs === 0)).toHaveLength(1);
    expect(await listSendableBatches()).toEqual([]);
    await noteAnswer(ACCOUNT);
    expect(await listSendableBatches()).toMatchObject([{ batchId: id, failures: 0 }]);
  });

  test('a late response doesn’t shorten a wait that the upstream requested', async () => {
    await noteFailure(ACCOUNT, 'rate_limited', 120_000);
    await noteAnswer(ACCOUNT);
    expect(await waitSeconds()).toBe(120);
  });
});

describe('N57: the batch reports how long it waits', () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString();
  const SLOW = 'RemotePC is rate limiting requests.';
  const cases: [name: string, fault: () => Fault, seconds: number, reason: string][] = [
    ['429 with seconds', () => ({ retryAfter: '120' }), 120, SLOW],
    ['429 with a date', () => ({ retryAfter: inSeconds(90) }), 90, SLOW],
    ['429 with a date that is past', () => ({ retryAfter: inSeconds(-90) }), 30, SLOW],
    ['429 with a negative number', () => ({ retryAfter: '-5' }), 30, SLOW],
    ['429 with a huge number', () => ({ retryAfter: '99999999' }), 300, SLOW],
    ['429 with a text', () => ({ retryAfter: 'soon' }), 30, SLOW],
    ['429 with nothing', () => ({ status: 429 }), 30, SLOW],
    [
      '503 with seconds',
      () => ({ status: 503, headers: { 'retry-after': '45' } }),
      45,
      'RemotePC can’t be reached, or its responses can’t be read.',
    ],
    [
      '503 with nothing',
      () => ({ status: 503 }),
      1,
      'RemotePC can’t be reached, or its responses can’t be read.',
    ],
  ];

  test.each(cases)('after %s', async (name, fault, seconds, reason) => {
    const host = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const id = await startBatch([`p@${host}.example`]);
    desk.sandbox.remotepc.faults.set('invite', fault(), { times: 1 });
    await sendRows(await claimRows(id));
    // A date has no fractions of a second.
    expect(Math.abs((await waitSeconds()) - seconds)).toBeLessThanOrEqual(1);
    const batch = await findBatch(everyone, id);
    expect(batch).toMatchObject({ status: 'running', waitingReason: reason });
    expect(batch.waitingUntil).toMatch(/^\d{4}-/);
    expect(desk.sandbox.remotepc.calls).toHaveLength(1);
    await endWaits();
    expect(await findBatch(everyone, id)).toMatchObject({
      waitingUntil: null,
      waitingReason: null,
    });
    await db()
      .update(batches)
      .set({ finishedAt: sql`now()` })
      .where(eq(batches.id, id));
  });
});
