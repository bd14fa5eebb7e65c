import { afterAll, beforeAll, expect, test } from 'vitest';
import { POST as testAccount } from '@/app/api/accounts/[id]/test/route';
import { everyone } from '@/lib/server/actor';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { people, rowStates, startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { sendAll } from '@/tests/support/send-all';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

test('N60: a batch paused by a refused account resumes once the account passes its test', async () => {
  const id = await startBatch(people(4, 'key'));
  desk.sandbox.remotepc.faults.set('invite', [{}, { status: 401 }]);
  await sendAll(id, 2);
  expect(await findBatch(everyone, id)).toMatchObject({
    status: 'paused',
    counts: { invited: 2, pending: 2, rejected: 0 },
  });
  const check = () =>
    desk.call(testAccount, 'POST /api/accounts/rpc_sandbox/test', {
      params: { id: 'rpc_sandbox' },
    });
  desk.sandbox.remotepc.faults.set('list', { status: 401 }, { times: 1 });
  expect(await (await check()).json()).toMatchObject({ ok: false });
  expect(await findBatch(everyone, id)).toMatchObject({ status: 'paused' });
  expect(await (await check()).json()).toMatchObject({ ok: true });
  expect(await findBatch(everyone, id)).toMatchObject({ status: 'running', pausedReason: null });
  await sendAll(id, 2);
  expect(await rowStates(id)).toEqual([0, 1, 2, 3].map(() => 'invited INVITED 1'));
});
