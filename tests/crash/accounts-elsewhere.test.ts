import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { addAccount, changeAccount } from '@/lib/server/accounts/manage-accounts';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { resumeBatchesOf } from '@/lib/server/invitations/pause';
import { people } from '@/tests/support/batch-rows';
import { startCrashDesk, until, type CrashDesk } from './crash-desk';

const actor = systemActor('request-1');
/** Two seconds, and what a stalled machine adds: it is seen at the next call. */
const SOON_MS = 10_000;

let desk: CrashDesk;
let vendor: RemotepcSandbox;

beforeAll(async () => {
  desk = await startCrashDesk('calm');
  vendor = await startRemotepcSandbox({ seed: 'empty' });
});
afterAll(async () => {
  await desk.close();
  await vendor.close();
});

async function batchOf(accountId: string, name: string): Promise<string> {
  const rows = people(3, name).map((email) => ({ email, seats: 1 }));
  return (await createBatch(actor, accountId, { rows, holdSeconds: 0 })).id;
}

const statusOf = async (id: string) => (await findBatch(everyone, id)).status;

/** @returns how long it took */
async function untilStatus(id: string, status: string): Promise<number> {
  const startedAt = performance.now();
  await until(async () => (await statusOf(id)) === status);
  return performance.now() - startedAt;
}

test('a running server’s worker sees a new, changed, disabled and enabled account at once', async () => {
  const server = await desk.servers.start();
  const { id } = await addAccount(actor, {
    ...{ upstream: 'remotepc', name: 'New', url: vendor.baseUrl, secret: vendor.credentials },
    ...{ isDefault: false, saveUntested: false },
  });
  expect(await untilStatus(await batchOf(id, 'new'), 'finished')).toBeLessThan(SOON_MS);

  vendor.state.apiKey = 'another-key';
  await changeAccount(actor, id, { secret: { apiKey: 'another-key' }, saveUntested: false });
  expect(await untilStatus(await batchOf(id, 'changed'), 'finished')).toBeLessThan(SOON_MS);

  await changeAccount(actor, id, { isDisabled: true, saveUntested: false });
  const waiting = await batchOf(id, 'disabled');
  expect(await untilStatus(waiting, 'paused')).toBeLessThan(SOON_MS);
  expect(vendor.state.invitations.size).toBe(6);

  await changeAccount(actor, id, { isDisabled: false, saveUntested: false });
  await resumeBatchesOf(id);
  expect(await untilStatus(waiting, 'finished')).toBeLessThan(SOON_MS);
  expect(vendor.state.invitations.size).toBe(9);
  const [row] = await db().select().from(batches).where(eq(batches.id, waiting));
  expect(row?.pausedReason).toBeNull();
  expect(await server.end('SIGTERM')).toBe(0);
});
