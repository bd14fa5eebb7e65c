import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { db } from '@/lib/db/client';
import { idempotencyKeys, setUpTokens } from '@/lib/db/schema';
import { removeOutlived } from '@/lib/jobs/remove-outlived';
import { startTestDesk, type TestDesk } from '../../support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

test('first answers and set-up links go a week after their time, younger ones stay', async () => {
  const daysAgo = (days: number) => sql<Date>`now() - make_interval(days => ${days})`;
  for (const days of [6, 8]) {
    const key = { staffId: 'stf_1', route: 'POST /api/users', key: `${days} days`, bodyHash: 'x' };
    await db()
      .insert(idempotencyKeys)
      .values({ ...key, createdAt: daysAgo(days) });
    await db()
      .insert(setUpTokens)
      .values({ tokenHash: `${days} days`, expiresAt: daysAgo(days) });
  }
  await removeOutlived();
  expect(await db().select({ key: idempotencyKeys.key }).from(idempotencyKeys)).toEqual([
    { key: '6 days' },
  ]);
  expect(await db().select({ hash: setUpTokens.tokenHash }).from(setUpTokens)).toEqual([
    { hash: '6 days' },
  ]);
});
