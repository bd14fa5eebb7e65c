import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { POST as cancelBatch } from '@/app/api/batches/[id]/cancel/route';
import { POST as retryBatch } from '@/app/api/batches/[id]/retry/route';
import { GET as readBatch } from '@/app/api/batches/[id]/route';
import { GET as listBatches, POST as createBatch } from '@/app/api/batches/route';
import type { Batch } from '@/lib/contract/invitations';
import { db } from '@/lib/server/db/client';
import { batches, invitations } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { sendAll } from '@/tests/support/send-all';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());
beforeEach(() => desk.sandbox.remotepc.reset());

async function create(json: Record<string, unknown>): Promise<string> {
  const response = await desk.call(createBatch, 'POST /api/batches', { json });
  expect(response.status).toBe(202);
  return ((await response.json()) as { id: string }).id;
}

async function read(id: string): Promise<Batch> {
  const response = await desk.call(readBatch, `GET /api/batches/${id}`, { params: { id } });
  return (await response.json()) as Batch;
}

const retry = (id: string, call: Parameters<TestDesk['call']>[2] = {}) =>
  desk.call(retryBatch, `POST /api/batches/${id}/retry`, { params: { id }, ...call });

const idOf = async (response: Response) => ((await response.json()) as { id: string }).id;

/** A batch of two rows; the second is unconfirmed. */
async function withProblem(host: string): Promise<string> {
  desk.sandbox.remotepc.faults.set('invite', { dropRows: [`b@${host}.example`] }, { times: 1 });
  const original = { email: ` B@${host}.example `, seats: '2 seats' };
  const rows = [{ email: `a@${host}.example` }, { email: `b@${host}.example`, seats: 2, original }];
  const id = await create({ rows });
  await sendAll(id);
  return id;
}

const stop = (id: string) =>
  desk.call(cancelBatch, `POST /api/batches/${id}/cancel`, { params: { id } });

describe('POST /api/batches/{id}/retry', () => {
  test('keeps the rows as they were in the list, and the parent names the child', async () => {
    const id = await withProblem('kept');
    expect(await read(id)).toMatchObject({ childIds: [] });
    const child = await idOf(await retry(id));
    expect(await read(id)).toMatchObject({ childIds: [child] });
    expect(await read(child)).toMatchObject({ parentId: id, childIds: [] });
    const rows = await db().select().from(invitations).where(eq(invitations.batchId, child));
    expect(rows).toMatchObject([
      {
        email: 'b@kept.example',
        seats: 2,
        originalEmail: ' B@kept.example ',
        originalSeats: '2 seats',
      },
    ]);
  });

  test('may be held; if stopped during the hold, it can be retried again', async () => {
    const id = await withProblem('undone');
    const first = await idOf(await retry(id, { json: { holdSeconds: 60 } }));
    expect(await read(first)).toMatchObject({ status: 'held' });
    expect((await retry(id)).status).toBe(409);
    await stop(first);
    const second = await idOf(await retry(id));
    expect(await read(id)).toMatchObject({ childIds: [first, second] });
    // The stopped child's row was retried by its younger sibling.
    const again = await retry(first);
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'conflict' });
    await sendAll(second);
    expect(await read(second)).toMatchObject({ counts: { already_invited: 1 } });
    expect((await retry(id)).status).toBe(409);
  });

  test('continues from the child if its row failed again', async () => {
    const id = await withProblem('twice');
    desk.sandbox.remotepc.faults.set('invite', { dropRows: 1 }, { times: 1 });
    const child = await idOf(await retry(id));
    await sendAll(child);
    expect((await retry(id)).status).toBe(409);
    const grandchild = await idOf(await retry(child));
    await sendAll(grandchild);
    expect(await read(grandchild)).toMatchObject({ counts: { already_invited: 1 }, total: 1 });
  });

  test('N63: of two at once, only one creates the child', async () => {
    const id = await withProblem('double');
    const answers = await Promise.all([retry(id), retry(id), retry(id)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409]);
    expect((await read(id)).childIds).toHaveLength(1);
  });

  test('accepts a valid body or none', async () => {
    const id = await withProblem('body');
    expect((await retry(id, { json: { holdSeconds: -1 } })).status).toBe(400);
    expect((await retry(id, { json: { hold: 1 } })).status).toBe(400);
    expect((await retry(id, { form: { holdSeconds: '1' } })).status).toBe(415);
    expect((await retry(id, { headers: { 'content-type': 'application/json' } })).status).toBe(202);
  });
});

test('N63: a batch posted twice at once with one key is created once; another list is refused', async () => {
  const post = (email: string) =>
    desk.call(createBatch, 'POST /api/batches', {
      json: { name: 'double', rows: [{ email }] },
      headers: { 'idempotency-key': 'double-click' },
    });
  const answers = await Promise.all([post('x@double.example'), post('x@double.example')]);
  const statuses = answers.map(({ status }) => status).toSorted();
  // The second one came during the first, or after it.
  expect([202, 409]).toContain(statuses[1]);
  expect(statuses[0]).toBe(202);
  expect((await post('x@double.example')).status).toBe(202);
  expect((await post('other@double.example')).status).toBe(422);
  expect(await db().$count(batches, eq(batches.name, 'double'))).toBe(1);
});

describe('GET /api/batches', () => {
  async function find(query: string): Promise<{ names: (string | null)[]; total: number }> {
    const response = await desk.call(listBatches, `GET /api/batches?${query}`);
    expect(response.status).toBe(200);
    const { items, total } = (await response.json()) as { items: Batch[]; total: number };
    return { names: items.map(({ name }) => name), total };
  }

  test('finds batches by name, creator and address', async () => {
    await create({ name: 'Spring 100%', rows: [{ email: 'ann@find-me.example' }] });
    await create({ name: 'Autumn_x', rows: [{ email: 'bob@find-me.example' }] });
    expect(await find('search=spring')).toEqual({ names: ['Spring 100%'], total: 1 });
    expect(await find('search=100%25')).toEqual({ names: ['Spring 100%'], total: 1 });
    expect((await find('search=m_x')).names).toEqual([]);
    expect((await find('search=n_x')).names).toEqual(['Autumn_x']);
    expect((await find('search=BOB@find')).names).toEqual(['Autumn_x']);
    expect((await find('search=find-me')).names).toEqual(['Autumn_x', 'Spring 100%']);
    expect((await find('search=administrator@desk&pageSize=2')).names).toHaveLength(2);
    expect(await find('search=nobody-has-this')).toEqual({ names: [], total: 0 });
  });

  test('finds batches by the status they are shown with', async () => {
    const statuses = ['held', 'running', 'paused', 'cancelled', 'finished'] as const;
    const held = await create({ name: 's', rows: [{ email: 'a@s.example' }], holdSeconds: 600 });
    await stop(await create({ name: 's', rows: [{ email: 'b@s.example' }], holdSeconds: 600 }));
    const paused = await create({ name: 's', rows: [{ email: 'c@s.example' }] });
    desk.sandbox.remotepc.faults.set('invite', { status: 401 }, { times: 1 });
    await sendAll(paused);
    const finished = await create({ name: 's', rows: [{ email: 'd@s.example' }] });
    await sendAll(finished);
    await create({ name: 's', rows: [{ email: 'e@s.example' }] });
    for (const status of statuses) {
      const response = await desk.call(listBatches, `GET /api/batches?search=s&status=${status}`);
      const { items } = (await response.json()) as { items: Batch[] };
      expect(items.length).toBeGreaterThan(0);
      expect(items.map((batch) => batch.status)).toEqual(items.map(() => status));
    }
    expect((await find('status=held')).total).toBe(1);
    expect((await read(held)).status).toBe('held');
    expect((await desk.call(listBatches, 'GET /api/batches?status=lost')).status).toBe(400);
    const all = await db().select().from(batches).orderBy(asc(batches.createdAt));
    const counted = await Promise.all(statuses.map(async (s) => (await find(`status=${s}`)).total));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(all.length);
  });
});
