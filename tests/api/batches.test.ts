import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { POST as cancelBatch } from '@/app/api/batches/[id]/cancel/route';
import { GET as batchEvents } from '@/app/api/batches/[id]/events/route';
import { GET as batchResults } from '@/app/api/batches/[id]/results/route';
import { POST as resumeBatch } from '@/app/api/batches/[id]/resume/route';
import { POST as retryBatch } from '@/app/api/batches/[id]/retry/route';
import { GET as readBatch } from '@/app/api/batches/[id]/route';
import { GET as batchRows } from '@/app/api/batches/[id]/rows/route';
import { GET as listBatches, POST as createBatch } from '@/app/api/batches/route';
import { db } from '@/lib/server/db/client';
import { auditEvents, batches } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { sendAll } from '@/tests/support/send-all';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'demo', env: { UPSTREAM_TIMEOUT_MS: '500' } });
});
afterAll(() => desk.close());
beforeEach(() => desk.sandbox.remotepc.reset());

const none = {
  pending: 0,
  sending: 0,
  invited: 0,
  already_invited: 0,
  exists: 0,
  rejected: 0,
  unconfirmed: 0,
  cancelled: 0,
};
const UNKNOWN = 'bat_aaaaaaaaaaaaaaaaaaaaaaaa';

async function create(input: Record<string, unknown>): Promise<string> {
  const response = await desk.call(createBatch, 'POST /api/batches', {
    as: 'manager',
    json: input,
  });
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as { id: string };
  return id;
}

async function read(id: string): Promise<Record<string, unknown>> {
  const response = await desk.call(readBatch, `GET /api/batches/${id}`, { params: { id } });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const at = (id: string) => ({ params: { id } });

describe('POST /api/batches', () => {
  test('writes batch, rows and event, and returns 202 before anything is sent', async () => {
    const id = await create({
      name: 'Autumn',
      rows: [{ email: ' Ann@New.Example ', seats: 3 }, { email: 'bob@new.example' }],
    });
    expect(await read(id)).toMatchObject({
      id,
      accountId: 'rpc_sandbox',
      name: 'Autumn',
      status: 'running',
      createdBy: 'manager@desk.example',
      createdByName: 'The manager',
      holdUntil: null,
      finishedAt: null,
      counts: { ...none, pending: 2 },
      total: 2,
    });
    const rows = await desk.call(batchRows, `GET /api/batches/${id}/rows`, at(id));
    expect(await rows.json()).toMatchObject({
      items: [
        { index: 0, email: 'ann@new.example', seats: 3, status: 'pending', attempts: 0 },
        { index: 1, email: 'bob@new.example', seats: 0, status: 'pending', attempts: 0 },
      ],
      total: 2,
    });
    const events = await db().select().from(auditEvents);
    expect(events.filter((event) => event.target === id)).toMatchObject([
      {
        action: 'batch.created',
        actorEmail: 'manager@desk.example',
        details: { total: 2, seats: 3 },
      },
    ]);
    expect(desk.sandbox.remotepc.calls).toHaveLength(0);
  });

  test('returns the path of each error', async () => {
    const rows = Array.from({ length: 18 }, (_, index) => ({ email: `p${index}@new.example` }));
    rows[17] = { email: 'not an address' };
    const response = await desk.call(createBatch, 'POST /api/batches', {
      json: {
        rows: [...rows, { email: 'q@new.example', seats: -1 }, { email: '\ud800@new.example' }],
      },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'invalid_request',
      errors: [
        { path: 'rows[17].email', message: 'This isn’t a valid email address.' },
        { path: 'rows[18].seats', message: 'Seats can’t be negative.' },
        { path: 'rows[19].email' },
      ],
    });
  });

  test('is refused to a viewer, a technician and without a session, and nothing is written', async () => {
    const before = await db().$count(batches);
    const input = { json: { rows: [{ email: 'x@new.example' }] } };
    const as = async (role: 'viewer' | 'technician' | null) =>
      (await desk.call(createBatch, 'POST /api/batches', { ...input, as: role })).status;
    expect(await as('viewer')).toBe(403);
    expect(await as('technician')).toBe(403);
    expect(await as(null)).toBe(401);
    expect(await db().$count(batches)).toBe(before);
  });

  test('accepts 50,000 rows in one transaction, and not one more', async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => ({ email: `p${index}@big.example` }));
    const id = await create({ rows, holdSeconds: 86_400 });
    expect(await read(id)).toMatchObject({
      status: 'held',
      total: 50_000,
      counts: { ...none, pending: 50_000 },
    });
    await desk.call(cancelBatch, `POST /api/batches/${id}/cancel`, at(id));
    const more = await desk.call(createBatch, 'POST /api/batches', {
      json: { rows: [...rows, { email: 'one@more.example' }] },
    });
    expect(more.status).toBe(400);
    expect(await more.json()).toMatchObject({ errors: [{ path: 'rows' }] });
  });

  test('refuses more than 10 MiB, another content type and invalid JSON', async () => {
    const large = await desk.call(createBatch, 'POST /api/batches', {
      json: { name: 'x'.repeat(11 * 1024 * 1024), rows: [] },
    });
    expect(large.status).toBe(413);
    const form = await desk.call(createBatch, 'POST /api/batches', { form: { rows: 'x' } });
    expect(form.status).toBe(415);
    const text = await desk.call(createBatch, 'POST /api/batches', {
      json: 'rows',
      headers: { 'content-type': 'application/json' },
    });
    expect(text.status).toBe(400);
  });

  test('never answers input with a 500', async () => {
    const anyRows = fc.array(
      fc.oneof(
        fc.record({ email: fc.string(), seats: fc.oneof(fc.double(), fc.string()) }),
        fc.record({ email: fc.string({ unit: 'binary' }) }),
        fc.jsonValue(),
      ),
    );
    const anyInput = fc.oneof(
      fc.jsonValue(),
      fc.record(
        { name: fc.jsonValue(), rows: anyRows, holdSeconds: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyInput, async (json) => {
        const response = await desk.call(createBatch, 'POST /api/batches', { json });
        if (response.status === 202) return;
        expect(response.status).toBe(400);
        const { errors } = (await response.json()) as { errors: { path: string }[] };
        expect(errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('GET /api/batches', () => {
  test('lists batches newest first, a page at a time, for viewers too', async () => {
    const older = await create({ name: 'older', rows: [{ email: 'a@list.example' }] });
    const newer = await create({ name: 'newer', rows: [{ email: 'b@list.example' }] });
    const response = await desk.call(listBatches, 'GET /api/batches?page=1&pageSize=2', {
      as: 'viewer',
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      items: [
        { id: newer, name: 'newer', total: 1, counts: { ...none, pending: 1 } },
        { id: older, name: 'older' },
      ],
    });
    const bad = await desk.call(listBatches, 'GET /api/batches?page=0');
    expect(bad.status).toBe(400);
    const account = await desk.call(listBatches, 'GET /api/batches?account=nobody');
    expect(account.status).toBe(404);
  });
});

describe('a batch that doesn’t exist', () => {
  test('is 404 on every route, whatever the path contains', async () => {
    for (const id of [UNKNOWN, 'x', '', '\0', 'bat_%00', "bat_' or 1=1 --"]) {
      for (const [handler, line] of [
        [readBatch, 'GET /api/batches/x'],
        [batchRows, 'GET /api/batches/x/rows'],
        [batchEvents, 'GET /api/batches/x/events'],
        [batchResults, 'GET /api/batches/x/results'],
        [cancelBatch, 'POST /api/batches/x/cancel'],
        [retryBatch, 'POST /api/batches/x/retry'],
        [resumeBatch, 'POST /api/batches/x/resume'],
      ] as const) {
        const response = await desk.call(handler, line, at(id));
        expect([line, response.status]).toEqual([line, 404]);
        expect(await response.json()).toMatchObject({ code: 'not_found' });
      }
    }
  });
});

describe('POST /api/batches/{id}/cancel', () => {
  test('stops a held batch before anything is sent, and a second call changes nothing', async () => {
    const id = await create({ rows: [{ email: 'held@new.example' }], holdSeconds: 600 });
    expect(await read(id)).toMatchObject({ status: 'held' });
    const first = await desk.call(cancelBatch, `POST /api/batches/${id}/cancel`, at(id));
    expect(first.status).toBe(202);
    const second = await desk.call(cancelBatch, `POST /api/batches/${id}/cancel`, at(id));
    expect(second.status).toBe(202);
    expect(await read(id)).toMatchObject({
      status: 'cancelled',
      counts: { ...none, cancelled: 1 },
    });
    await sendAll(id);
    expect(desk.sandbox.remotepc.calls).toHaveLength(0);
  });

  test('is refused to a viewer', async () => {
    const id = await create({ rows: [{ email: 'v@new.example' }], holdSeconds: 600 });
    for (const handler of [cancelBatch, retryBatch, resumeBatch]) {
      const response = await desk.call(handler, `POST /api/batches/${id}`, {
        ...at(id),
        as: 'viewer',
      });
      expect(response.status).toBe(403);
    }
    expect(await read(id)).toMatchObject({ status: 'held' });
  });
});

describe('POST /api/batches/{id}/retry', () => {
  test('creates one child from the rows that failed', async () => {
    desk.sandbox.remotepc.faults.set('invite', { dropRows: ['b@retry.example'] });
    const id = await create({
      name: 'First',
      rows: [{ email: 'a@retry.example' }, { email: 'b@retry.example', seats: 4 }],
    });
    const running = await desk.call(retryBatch, `POST /api/batches/${id}/retry`, at(id));
    expect(running.status).toBe(409);
    await sendAll(id);
    desk.sandbox.remotepc.faults.clear();
    const response = await desk.call(retryBatch, `POST /api/batches/${id}/retry`, at(id));
    expect(response.status).toBe(202);
    const { id: child } = (await response.json()) as { id: string };
    expect(await read(child)).toMatchObject({ parentId: id, name: 'Retry of First', total: 1 });
    const again = await desk.call(retryBatch, `POST /api/batches/${id}/retry`, at(id));
    expect(again.status).toBe(409);
    await sendAll(child);
    const rows = await desk.call(batchRows, `GET /api/batches/${child}/rows`, at(child));
    expect(await rows.json()).toMatchObject({
      items: [{ email: 'b@retry.example', seats: 4, status: 'already_invited' }],
    });
  });

  test('is a conflict if no row failed', async () => {
    const id = await create({ rows: [{ email: 'fine@retry.example' }] });
    await sendAll(id);
    const response = await desk.call(retryBatch, `POST /api/batches/${id}/retry`, at(id));
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'conflict' });
  });
});

describe('GET /api/batches/{id}/rows', () => {
  test('filters by status and pages, and rejects an unknown status', async () => {
    const id = await create({
      rows: [
        { email: 'one@rows.example' },
        { email: 'two@rows.example' },
        { email: 'ONE@rows.example' },
      ],
    });
    await sendAll(id);
    const invited = await desk.call(
      batchRows,
      `GET /api/batches/${id}/rows?status=invited&pageSize=1&page=2`,
      at(id),
    );
    expect(await invited.json()).toMatchObject({
      items: [{ index: 1, email: 'two@rows.example', upstreamCode: 'INVITED' }],
      total: 2,
    });
    const repeated = await desk.call(
      batchRows,
      `GET /api/batches/${id}/rows?status=already_invited`,
      at(id),
    );
    expect(await repeated.json()).toMatchObject({
      items: [{ index: 2, message: 'Duplicate of row 1 of this batch.', attempts: 0 }],
      total: 1,
    });
    const bad = await desk.call(batchRows, `GET /api/batches/${id}/rows?status=lost`, at(id));
    expect(bad.status).toBe(400);
  });
});

describe('GET /api/batches/{id}/results', () => {
  test('returns every row or only the problems, without formulas', async () => {
    desk.sandbox.remotepc.faults.set('invite', { dropRows: ['+1@results.example'] });
    const id = await create({
      rows: [{ email: 'a@results.example', seats: 2 }, { email: '+1@results.example' }],
    });
    await sendAll(id);
    const all = await desk.call(batchResults, `GET /api/batches/${id}/results?format=csv`, at(id));
    expect(all.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await all.text()).split('\r\n');
    expect(lines[0]).toBe(
      'email,seats,status,reason,upstreamCode,attempts,updatedAt,listed,listedQuantity',
    );
    expect(lines[1]).toMatch(/^a@results\.example,2,invited,,INVITED,1,\d{4}-/);
    expect(lines).toHaveLength(4);
    const problems = await desk.call(
      batchResults,
      `GET /api/batches/${id}/results?only=problems`,
      at(id),
    );
    const text = await problems.text();
    expect(text.split('\r\n')[1]).toMatch(
      /^'\+1@results\.example,0,unconfirmed,"RemotePC’s response doesn’t mention this address, so it may have been invited\.",,1,/,
    );
    expect(text.split('\r\n')).toHaveLength(3);
  });
});

describe('GET /api/batches/{id}/events', () => {
  test('sends progress and done for a finished batch, then ends the stream', async () => {
    const id = await create({ rows: [{ email: 'sse@events.example' }] });
    await sendAll(id);
    const response = await desk.call(batchEvents, `GET /api/batches/${id}/events`, at(id));
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const text = await response.text();
    const events = text
      .trim()
      .split('\n\n')
      .map((event) => event.split('\n'));
    expect(events.map(([number, name]) => [number, name])).toEqual([
      ['id: 1', 'event: progress'],
      ['id: done', 'event: done'],
    ]);
    const data = JSON.parse(events[0]?.[2]?.slice('data: '.length) ?? '') as unknown;
    expect(data).toMatchObject({ status: 'finished', counts: { ...none, invited: 1 }, total: 1 });
    const back = await desk.call(batchEvents, `GET /api/batches/${id}/events`, {
      ...at(id),
      headers: { 'last-event-id': 'done' },
    });
    expect(back.status).toBe(204);
  });

  test('sends a running batch immediately and stops when the client disconnects', async () => {
    const id = await create({ rows: [{ email: 'gone@events.example' }], holdSeconds: 600 });
    const response = await desk.call(batchEvents, `GET /api/batches/${id}/events`, at(id));
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain('"status":"held"');
    await reader?.cancel();
    expect((await reader?.read())?.done).toBe(true);
  });
});
