import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { everyone, systemActor } from '@/lib/server/actor';
import { cancelBatch } from '@/lib/server/invitations/cancel-batch';
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
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';
import { sendAll } from '@/tests/support/send-all';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'demo', env: { UPSTREAM_TIMEOUT_MS: '400' } });
});
afterAll(() => desk.close());
beforeEach(() => {
  desk.sandbox.remotepc.reset();
  // The previous test's breaker must not hold back this one's calls.
  forgetUpstreams();
});

const actor = systemActor('request-1');

describe('a worker that dies', () => {
  test('before sending: the rows are sent once its lease has expired', async () => {
    const id = await startBatch(people(2, 'crash'));
    await claimRows(id);
    await recoverLostRows();
    expect(await rowStates(id)).toEqual(['sending - 1', 'sending - 1']);
    await expireLeases();
    await recoverLostRows();
    await sendAll(id);
    expect(await rowStates(id)).toEqual(['invited INVITED 2', 'invited INVITED 2']);
  });

  test('twice: the outcome is unknown', async () => {
    const id = await startBatch(['doomed@crash.example']);
    for (let death = 1; death <= 2; death += 1) {
      await claimRows(id);
      await expireLeases();
      await recoverLostRows();
    }
    expect(await rowStates(id)).toEqual(['unconfirmed - 2']);
    expect(await findBatch(everyone, id)).toMatchObject({ status: 'finished' });
  });

  test('and resumes changes nothing: its rows belong to another by then', async () => {
    const id = await startBatch(people(2, 'fence'));
    const first = await claimRows(id);
    await expireLeases();
    await recoverLostRows();
    const second = await claimRows(id);
    desk.sandbox.remotepc.faults.set('invite', { renameStatus: 'EXISTS' }, { times: 1 });
    await sendRows(first);
    expect(await rowStates(id)).toEqual(['sending - 2', 'sending - 2']);
    await sendRows(second);
    expect(await rowStates(id)).toEqual(['invited ALREADY_INVITED 2', 'invited ALREADY_INVITED 2']);
  });
});

describe('cancelling', () => {
  test('stops the rest; rows being sent get their own result', async () => {
    const id = await startBatch(people(4, 'stop'));
    const sending = await claimRows(id, 2);
    expect(await cancelBatch(actor, id)).toEqual({ cancelled: 2 });
    expect(await findBatch(everyone, id)).toMatchObject({ status: 'running' });
    await sendRows(sending);
    expect(await rowStates(id)).toEqual([
      'invited INVITED 1',
      'invited INVITED 1',
      'cancelled - 0',
      'cancelled - 0',
    ]);
    expect(await findBatch(everyone, id)).toMatchObject({ status: 'cancelled' });
  });

  test('a row whose response was lost isn’t reported as cancelled', async () => {
    const id = await startBatch(people(3, 'doubt'));
    desk.sandbox.remotepc.faults.set('invite', { resetAfter: true }, { times: 1 });
    await sendRows(await claimRows(id, 1));
    await endWaits();
    const lost = await claimRows(id, 1);
    await cancelBatch(actor, id);
    expect(await rowStates(id)).toEqual(
      ['pending - 1', 'sending - 1', 'cancelled - 0'].with(0, 'unconfirmed - 1'),
    );
    desk.sandbox.remotepc.faults.set('invite', { resetAfter: true }, { times: 1 });
    await sendRows(lost);
    expect(await rowStates(id)).toEqual(['unconfirmed - 1', 'unconfirmed - 1', 'cancelled - 0']);
    expect(await findBatch(everyone, id)).toMatchObject({ status: 'cancelled' });
  });

  test('rows that certainly weren’t sent are cancelled too', async () => {
    await endWaits();
    const id = await startBatch(['late@stop.example']);
    const claimed = await claimRows(id);
    await cancelBatch(actor, id);
    desk.sandbox.remotepc.faults.set('invite', { retryAfter: '5' }, { times: 1 });
    await sendRows(claimed);
    expect(await rowStates(id)).toEqual(['cancelled - 0']);
  });
});

test('N70: what can’t be recorded isn’t sent', async () => {
  const id = await startBatch(['unrecorded@x.example']);
  await asOwner('alter table audit_events rename to audit_events_gone');
  const claiming = claimRows(id);
  await expect(claiming).rejects.toThrow();
  await asOwner('alter table audit_events_gone rename to audit_events');
  expect(desk.sandbox.remotepc.calls).toHaveLength(0);
  expect(await rowStates(id)).toEqual(['pending - 0']);
  await sendAll(id);
  expect(await rowStates(id)).toEqual(['invited INVITED 1']);
});
