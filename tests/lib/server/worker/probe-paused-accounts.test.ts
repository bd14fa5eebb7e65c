import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { probePausedAccounts } from '@/lib/server/worker/maintenance';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { sendAll } from '@/tests/support/send-all';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

test('a paused batch resumes once its account answers, a minute after it was refused', async () => {
  const rows = [{ email: 'paused@probe.example', seats: 0 }];
  const actor = systemActor('request-1');
  const { id } = await createBatch(actor, 'rpc_sandbox', { rows, holdSeconds: 0 });
  desk.sandbox.remotepc.faults.set('*', { status: 401 });
  await sendAll(id);
  expect(await findBatch(everyone, id)).toMatchObject({ status: 'paused' });

  await probePausedAccounts();
  expect(desk.sandbox.remotepc.calls.map(({ operation }) => operation)).toEqual(['invite']);

  await db()
    .update(batches)
    .set({ pausedAt: sql`now() - interval '61 seconds'` });
  await probePausedAccounts();
  expect(await findBatch(everyone, id)).toMatchObject({ status: 'paused' });

  desk.sandbox.remotepc.faults.clear();
  await probePausedAccounts();
  expect(await findBatch(everyone, id)).toMatchObject({ status: 'running', pausedReason: null });
  await sendAll(id);
  expect(await findBatch(everyone, id)).toMatchObject({
    status: 'finished',
    counts: { invited: 1 },
  });
});
