import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { cancelBatch } from '@/lib/server/invitations/cancel-batch';
import { claimRows, people, sendRows, startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { sendAll } from '@/tests/support/send-all';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());
beforeEach(() => desk.sandbox.remotepc.reset());

/** How many events of each action a batch has, including its rows'. */
async function events(batchId: string): Promise<Record<string, number>> {
  const { rows } = await db().execute<{ action: string; count: number }>(sql`
    select action, count(*)::int as count from audit_events
    where target = ${batchId} or details->>'batchId' = ${batchId}
    group by action order by action`);
  return Object.fromEntries(rows.map(({ action, count }) => [action, count]));
}

test('every row has one outcome event and the batch one per step, including repeated rows', async () => {
  const { state, faults } = desk.sandbox.remotepc;
  state.addUser({ username: 'p2@audit.example' });
  faults.set('invite', { dropRows: ['p3@audit.example'] }, { times: 1 });
  const id = await startBatch([...people(60, 'audit'), 'p0@audit.example', 'p3@audit.example']);
  await sendAll(id, 50);
  expect(await events(id)).toEqual({
    'batch.chunk_requested': 2,
    'batch.created': 1,
    'batch.finished': 1,
    'invitation.already_invited': 1,
    'invitation.exists': 1,
    'invitation.invited': 58,
    'invitation.unconfirmed': 2,
  });
});

test('a stopped batch has them too, including rows that were never sent', async () => {
  const id = await startBatch(people(2_000, 'stopped'));
  const claim = await claimRows(id, 50);
  const actor = { ...systemActor('request-9'), id: 'stf_1', email: 'who@desk.example' };
  await cancelBatch(actor, id);
  await cancelBatch(actor, id);
  await sendRows(claim);
  expect(await events(id)).toEqual({
    'batch.cancelled': 1,
    'batch.chunk_requested': 1,
    'batch.created': 1,
    'batch.finished': 1,
    'invitation.cancelled': 1_950,
    'invitation.invited': 50,
  });
  const { rows } = await db().execute<{ who: string; outcome: string }>(sql`
    select distinct actor_email as who, outcome from audit_events
    where action = 'invitation.cancelled'`);
  expect(rows).toEqual([{ who: 'who@desk.example', outcome: 'success' }]);
});

test('N60: an account that refuses all calls at once causes one alert per batch', async () => {
  const id = await startBatch(people(8, 'alert'));
  const other = await startBatch(people(2, 'alerted'));
  desk.sandbox.remotepc.faults.set('invite', { status: 403 });
  const claims = [await claimRows(id, 2), await claimRows(id, 2), await claimRows(id, 2)];
  expect(await Promise.all(claims.map(sendRows))).toEqual([
    { kind: 'paused' },
    { kind: 'paused' },
    { kind: 'paused' },
  ]);
  expect(await events(id)).toMatchObject({ 'batch.paused': 1 });
  expect(await events(other)).toEqual({ 'batch.created': 1, 'batch.paused': 1 });
  expect(desk.sandbox.remotepc.calls).toHaveLength(3);
});
