import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everyone, systemActor } from '@/lib/server/actor';
import { cancelBatch } from '@/lib/server/invitations/cancel-batch';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { isWorkerRunning } from '@/lib/server/worker/is-running';
import { startWorker, stopWorker } from '@/lib/server/worker/worker';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeEach(async () => {
  desk = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '2000' } });
});
afterEach(async () => {
  await stopWorker();
  await desk.close();
});

const actor = systemActor('request-1');

async function start(count: number, host: string): Promise<string> {
  const rows = Array.from({ length: count }, (_, n) => ({
    email: `p${n}@${host}.example`,
    seats: 0,
  }));
  return (await createBatch(actor, 'rpc_sandbox', { rows, holdSeconds: 0 })).id;
}

const soon = { timeout: 15_000, interval: 5 };

async function finished(id: string): Promise<void> {
  await vi.waitFor(async () => expect((await findBatch(everyone, id)).finishedAt).not.toBeNull(), {
    timeout: 15_000,
    interval: 50,
  });
}

test('sends all of 3,000 rows, each once', async () => {
  startWorker();
  const id = await start(3_000, 'large');
  await finished(id);
  expect(await findBatch(everyone, id)).toMatchObject({
    status: 'finished',
    counts: { invited: 3_000, pending: 0, sending: 0 },
    total: 3_000,
  });
  const asked = [...desk.sandbox.remotepc.state.invitations.values()].map((i) => i.timesAsked);
  expect(asked).toHaveLength(3_000);
  expect(asked.every((times) => times === 1)).toBe(true);
});

test('notices a new batch at once, and sends a small one between a large one’s chunks', async () => {
  startWorker();
  desk.sandbox.remotepc.faults.set('invite', { delayMs: 50 });
  const large = await start(1_500, 'patient');
  const small = await start(3, 'quick');
  await finished(small);
  expect((await findBatch(everyone, large)).finishedAt).toBeNull();
});

test('stopping lets calls in progress finish, and starts no others', async () => {
  desk.sandbox.remotepc.faults.set('invite', { delayMs: 300 });
  startWorker();
  expect(isWorkerRunning()).toBe(true);
  const id = await start(1_000, 'drain');
  await vi.waitFor(() => expect(desk.sandbox.remotepc.calls.length).toBe(4), soon);
  await stopWorker();
  expect(isWorkerRunning()).toBe(false);
  expect(desk.sandbox.remotepc.calls).toHaveLength(4);
  expect(await findBatch(everyone, id)).toMatchObject({
    counts: { invited: 200, pending: 800, sending: 0 },
  });
  startWorker();
  desk.sandbox.remotepc.faults.clear();
  await finished(id);
  expect(await findBatch(everyone, id)).toMatchObject({ counts: { invited: 1_000 } });
});

test('a second process shares the work and does nothing twice', async () => {
  startWorker();
  const first = globalThis.resellerDeskWorker;
  globalThis.resellerDeskWorker = undefined;
  startWorker();
  const id = await start(1_000, 'shared');
  await finished(id);
  await first?.stop();
  const asked = [...desk.sandbox.remotepc.state.invitations.values()].map((i) => i.timesAsked);
  expect(asked).toHaveLength(1_000);
  expect(asked.every((times) => times === 1)).toBe(true);
});

test('continues after an outage', async () => {
  desk.sandbox.remotepc.faults.set('invite', { status: 500 }, { times: 1 });
  startWorker();
  const id = await start(10, 'outage');
  await finished(id);
  expect(await findBatch(everyone, id)).toMatchObject({ counts: { invited: 10 } });
});

test('uses as many connections as it may have concurrent calls', async () => {
  await desk.close();
  desk = await startTestDesk({ seed: 'empty', env: { INVITE_CONCURRENCY: '7' } });
  desk.sandbox.remotepc.faults.set('invite', { delayMs: 400 });
  startWorker();
  await start(1_000, 'seven');
  await vi.waitFor(() => expect(desk.sandbox.remotepc.calls.length).toBe(7), soon);
});

test('respects a limit of calls per minute', async () => {
  await desk.close();
  desk = await startTestDesk({ seed: 'empty', env: { INVITE_CALLS_PER_MINUTE: '240' } });
  startWorker();
  const id = await start(250, 'limited');
  await finished(id);
  const times = desk.sandbox.remotepc.calls.map(({ at }) => at.getTime());
  expect(times).toHaveLength(5);
  // Four gaps of a quarter of a second, give or take the time a call takes to get there.
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(850);
});

test('a stop lets calls in progress finish, and every row is invited or cancelled', async () => {
  desk.sandbox.remotepc.faults.set('invite', { delayMs: 150 });
  startWorker();
  const id = await start(2_000, 'stopped');
  await vi.waitFor(() => expect(desk.sandbox.remotepc.calls.length).toBeGreaterThan(8), soon);
  await cancelBatch(actor, id);
  const { counts } = await findBatch(everyone, id);
  await finished(id);
  const asked = [...desk.sandbox.remotepc.state.invitations.values()];
  expect(asked.every(({ timesAsked }) => timesAsked === 1)).toBe(true);
  expect((await findBatch(everyone, id)).counts).toMatchObject({
    invited: asked.length,
    cancelled: 2_000 - asked.length,
  });
  expect(counts.pending).toBe(0);
});
