import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { idempotencyKeys, setUpTokens, staffSessions } from '@/lib/server/db/schema';
import { listStaff } from '@/lib/server/staff/list-staff';
import { removeOutlived } from '@/lib/server/worker/maintenance';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

test('idempotent responses and setup links are removed a week after they expire, newer ones stay', async () => {
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

test('sessions are removed 90 days after they end, and when someone was last seen is kept', async () => {
  const { id: staffId } = await desk.staff('viewer');
  await db().delete(staffSessions);
  const days = (count: number) => sql<Date>`now() - make_interval(days => ${count})`;
  const rows = [
    { id: 'long over', expiresAt: days(91), lastSeenAt: days(92) },
    { id: 'ended long ago', expiresAt: days(90), revokedAt: days(91), lastSeenAt: days(95) },
    { id: 'ended lately', expiresAt: days(89), lastSeenAt: days(100) },
  ];
  await db()
    .insert(staffSessions)
    .values(rows.map((row) => ({ staffId, ...row })));
  await removeOutlived();
  expect(await db().select({ id: staffSessions.id }).from(staffSessions)).toEqual([
    { id: 'ended lately' },
  ]);
  const seen =
    (await listStaff(systemActor('request-1'))).find(({ id }) => id === staffId)?.lastSeenAt ?? '';
  expect(Math.round((Date.now() - Date.parse(seen)) / 86_400_000)).toBe(92);
});
