import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET, PUT } from '@/app/api/accounts/[id]/policy/route';
import { POST as cancelBatch } from '@/app/api/batches/[id]/cancel/route';
import { POST as retryBatch } from '@/app/api/batches/[id]/retry/route';
import { POST as preview } from '@/app/api/batches/preview/route';
import { POST as createBatch } from '@/app/api/batches/route';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { auditEvents, batches } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

const at = (id: string) => ({ params: { id } });
const get = (as: Role = 'viewer', id = 'rpc_sandbox') =>
  desk.call(GET, `GET /api/accounts/${id}/policy`, { as, ...at(id) });
const put = (json: unknown, as: Role = 'administrator', id = 'rpc_sandbox') =>
  desk.call(PUT, `PUT /api/accounts/${id}/policy`, { as, json, ...at(id) });

test('an account has the default policy until an administrator changes it', async () => {
  expect(await (await get()).json()).toEqual({
    maxSeatsPerInvitation: null,
    holdAbove: null,
    reasonRequired: false,
    reasonMinLength: 10,
    reasons: [],
    ticketPattern: null,
    stepUp: 'none',
    approval: 'none',
    approvalMinutes: 15,
    approvalHours: 0,
    blockedCustomers: [],
    perHourLimit: 500,
  });
  expect((await put({ maxSeatsPerInvitation: 5 }, 'manager')).status).toBe(403);
  const changed = await put({ maxSeatsPerInvitation: 10 });
  expect(changed.status).toBe(200);
  expect(await changed.json()).toMatchObject({ maxSeatsPerInvitation: 10 });
  expect(await (await get()).json()).toMatchObject({ maxSeatsPerInvitation: 10 });
});

test('each change is an event with the old and new values, and saving no change records nothing', async () => {
  await put({ maxSeatsPerInvitation: 10 });
  await put({ maxSeatsPerInvitation: 10 });
  await put({ maxSeatsPerInvitation: 3 });
  const events = await db().select().from(auditEvents);
  const [last] = events.filter(({ action }) => action === 'account.policy_changed').slice(-1);
  expect(last).toMatchObject({
    actorEmail: 'administrator@desk.example',
    target: 'rpc_sandbox',
    accountId: 'rpc_sandbox',
    outcome: 'success',
    details: { before: { maxSeatsPerInvitation: 10 }, after: { maxSeatsPerInvitation: 3 } },
  });
  expect(events.filter(({ action }) => action === 'account.policy_changed')).toHaveLength(2);
});

test('an invalid policy is 400, and an unknown account 404', async () => {
  for (const json of [
    { maxSeatsPerInvitation: -1 },
    { maxSeatsPerInvitation: 1.5 },
    { other: 1 },
  ]) {
    expect((await put(json)).status).toBe(400);
  }
  expect((await get('viewer', 'rpc_other')).status).toBe(404);
  expect((await put({}, 'administrator', 'rit_sandbox')).status).toBe(404);
});

test('a reason on offer is as long as reasons must be, while they are required', async () => {
  const policy = {
    reasonRequired: true,
    reasonMinLength: 10,
    reasons: ['Printer set up', 'Setup'],
  };
  const refused = await put(policy);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'reasons[1]', message: 'The reason must have at least 10 characters.' }],
  });
  expect((await put({ ...policy, reasonMinLength: 5 })).status).toBe(200);
  expect((await put({ ...policy, reasonRequired: false })).status).toBe(200);
});

test('the seat limit applies when a list is checked and when a batch is created', async () => {
  await put({ maxSeatsPerInvitation: 3 });
  const rows = [
    { email: 'ann@x.example', seats: 3 },
    { email: 'bob@x.example', seats: 4 },
  ];
  const checked = await desk.call(preview, 'POST /api/batches/preview', {
    as: 'manager',
    json: { text: rows.map(({ email, seats }) => `${email},${seats}`).join('\n') },
  });
  const message = 'An invitation can have at most 3 seats.';
  expect(await checked.json()).toMatchObject({
    maxSeats: 3,
    seatsTotal: 3,
    rows: [
      { verdict: 'ready' },
      { verdict: 'fix', seats: 4, problems: [{ path: 'seats', code: 'above_limit', message }] },
    ],
  });
  const refused = await desk.call(createBatch, 'POST /api/batches', {
    as: 'manager',
    json: { rows },
    headers: { 'idempotency-key': 'capped' },
  });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    detail: `${message} One row asks for more: bob@x.example (4).`,
    errors: [{ path: 'rows[1].seats', code: 'above_limit', message }],
  });
  expect(await db().$count(batches)).toBe(0);
  // Once fixed, the same key creates the batch.
  await put({ maxSeatsPerInvitation: null });
  const made = await desk.call(createBatch, 'POST /api/batches', {
    as: 'manager',
    json: { rows },
    headers: { 'idempotency-key': 'capped' },
  });
  expect(made.status).toBe(202);
});

test('a batch of more people than the policy allows at once waits, no matter who creates it', async () => {
  await put({ holdAbove: 1 });
  const waitOf = async (people: number, holdSeconds?: number) => {
    const rows = Array.from({ length: people }, (_, index) => ({ email: `p${index}@x.example` }));
    const made = await desk.call(createBatch, 'POST /api/batches', {
      as: 'manager',
      json: { rows, holdSeconds },
    });
    const { id } = (await made.json()) as { id: string };
    const [row] = await db()
      .select({
        seconds: sql<number | null>`extract(epoch from hold_until - created_at)::int`,
      })
      .from(batches)
      .where(eq(batches.id, id));
    return { id, seconds: row?.seconds };
  };
  expect((await waitOf(1)).seconds).toBe(null);
  expect((await waitOf(2, 60)).seconds).toBe(60);
  const { id, seconds } = await waitOf(2, 3);
  expect(seconds).toBe(20);
  const events = await db().select().from(auditEvents).where(eq(auditEvents.target, id));
  expect(events).toMatchObject([{ action: 'batch.created', details: { holdSeconds: 20 } }]);

  // A retry, too; without the policy it is as before.
  await desk.call(cancelBatch, `POST /api/batches/${id}/cancel`, at(id));
  const retried = await desk.call(retryBatch, `POST /api/batches/${id}/retry`, at(id));
  const child = (await retried.json()) as { id: string };
  expect(
    await db().$count(batches, and(eq(batches.id, child.id), isNotNull(batches.holdUntil))),
  ).toBe(1);
  await put({ holdAbove: null });
  expect((await waitOf(2)).seconds).toBe(null);
});

test('the seat limit applies to a retry too, since it may have been lowered', async () => {
  await put({ maxSeatsPerInvitation: null });
  const rows = [2, 9, 1].map((seats, index) => ({ email: `retry${index}@x.example`, seats }));
  const made = await desk.call(createBatch, 'POST /api/batches', {
    json: { rows, holdSeconds: 60 },
  });
  const { id } = (await made.json()) as { id: string };
  await desk.call(cancelBatch, `POST /api/batches/${id}/cancel`, at(id));
  const before = await db().$count(batches);
  const retry = () =>
    desk.call(retryBatch, `POST /api/batches/${id}/retry`, {
      ...at(id),
      headers: { 'idempotency-key': 'retry-capped' },
    });

  await put({ maxSeatsPerInvitation: 3 });
  const refused = await retry();
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    code: 'invalid_request',
    detail:
      'An invitation can have at most 3 seats. One row asks for more: retry1@x.example (9). Download the problems, lower the seats in that file, and upload it as a new list.',
    errors: [{ path: 'rows[1].seats', code: 'above_limit' }],
  });
  expect(await db().$count(batches)).toBe(before);

  // Once allowed again, the same key creates the child.
  await put({ maxSeatsPerInvitation: 9 });
  expect((await retry()).status).toBe(202);
});
