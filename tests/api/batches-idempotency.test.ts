import { eq } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { POST as createBatch } from '@/app/api/batches/route';
import { db } from '@/lib/server/db/client';
import { invitations } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

test('creates one batch per Idempotency-Key, and refuses the key for another list', async () => {
  const call = (email: string) =>
    desk.call(createBatch, 'POST /api/batches', {
      json: { rows: [{ email }] },
      headers: { 'idempotency-key': 'list-1' },
    });
  const first = (await (await call('once@new.example')).json()) as { id: string };
  const second = await call('once@new.example');
  expect(second.status).toBe(202);
  expect(await second.json()).toEqual({ id: first.id });
  const other = await call('other@new.example');
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ code: 'idempotency_key_reused' });
});

test('creates no second batch for a key if the outcome of the first is unknown', async () => {
  const call = () =>
    desk.call(createBatch, 'POST /api/batches', {
      json: { rows: [{ email: 'perhaps@new.example' }] },
      headers: { 'idempotency-key': 'list-lost' },
    });
  const query = Client.prototype.query as (...given: unknown[]) => Promise<unknown>;
  const losing = vi.spyOn(Client.prototype as { query: typeof query }, 'query');
  losing.mockImplementation(async function (this: Client, ...given) {
    const done = await query.apply(this, given);
    if ((given[0] as { text?: string }).text === 'commit') throw new Error('Connection lost');
    return done;
  });
  const lost = await call();
  expect([lost.status, await lost.json()]).toMatchObject([503, { code: 'outcome_unknown' }]);
  losing.mockRestore();
  const again = await call();
  expect([again.status, await again.json()]).toMatchObject([409, { code: 'request_in_flight' }]);
  const isThere = eq(invitations.email, 'perhaps@new.example');
  expect(await db().$count(invitations, isThere)).toBe(1);
});
