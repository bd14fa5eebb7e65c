import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/server/db/client';
import { signInAttempts } from '@/lib/server/db/schema';
import {
  createAttemptId,
  reserveAttempt,
  settleAttempt,
} from '@/lib/server/users/sign-in-attempts';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
beforeEach(() => db().delete(signInAttempts));
afterAll(() => desk.close());

const ann = { accountId: 'rpc_sandbox', username: 'ann@south.example' };

function reserve(staffId: string, customer = ann): Promise<string> {
  const id = createAttemptId();
  return db().transaction(async (tx) => {
    await reserveAttempt(tx, id, staffId, customer);
    return id;
  });
}

/** Resolves once someone waits for a lock, or `work` is over without having waited. */
async function untilItWaits(work: Promise<unknown>): Promise<void> {
  let isOver = false;
  void work.finally(() => (isOver = true)).catch(() => undefined);
  await expect
    .poll(
      async () => {
        const { rows } = await db().execute(sql`
          select 1 from pg_locks join pg_database on pg_database.oid = pg_locks.database
          where datname = current_database() and locktype = 'advisory' and not granted`);
        return isOver || rows.length > 0;
      },
      { timeout: 10_000, interval: 5 },
    )
    .toBe(true);
}

describe('two people who sign in as the same user at once', () => {
  /** Two rejected passwords: one more may be sent before RemotePC could lock the account. */
  beforeEach(async () => {
    for (const staffId of ['stf_a', 'stf_b']) {
      await settleAttempt(await reserve(staffId), 'refused');
    }
  });

  it('can’t both use the last attempt: the second waits until the first is counted', async () => {
    let second: Promise<unknown> = Promise.resolve();
    await db().transaction(async (tx) => {
      await reserveAttempt(tx, createAttemptId(), 'stf_a', ann);
      second = reserve('stf_b');
      await untilItWaits(second);
    });
    await expect(second).rejects.toMatchObject({
      code: 'sign_in_held',
      detail: expect.stringContaining('Someone else is signing in as this user.'),
    });
    expect(await db().select().from(signInAttempts)).toHaveLength(3);
  });

  it('leave the second one the attempt that the first takes back', async () => {
    let second: Promise<unknown> = Promise.resolve();
    const undone = new Error('undone');
    const first = db().transaction(async (tx) => {
      await reserveAttempt(tx, createAttemptId(), 'stf_a', ann);
      second = reserve('stf_b');
      await untilItWaits(second);
      throw undone;
    });
    await expect(first).rejects.toBe(undone);
    expect(await second).toMatch(/^sia_/);
  });

  it('of twenty at once, send one', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => reserve(`stf_${index}`)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('don’t wait for each other if it is another user', async () => {
    await db().transaction(async (tx) => {
      await reserveAttempt(tx, createAttemptId(), 'stf_a', ann);
      expect(await reserve('stf_b', { ...ann, username: 'bob@north.example' })).toMatch(/^sia_/);
    });
  });
});
