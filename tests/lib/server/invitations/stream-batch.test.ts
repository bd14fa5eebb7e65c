import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { GET as batchEvents } from '@/app/api/batches/[id]/events/route';
import { startSession } from '@/lib/server/auth/sessions';
import { db, pool } from '@/lib/server/db/client';
import { apiTokens } from '@/lib/server/db/schema';
import { closeStreams } from '@/lib/server/invitations/open-streams';
import { streamBatch } from '@/lib/server/invitations/stream-batch';
import { people, startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { sendAll } from '@/tests/support/send-all';
import { callWith, tokenOf } from '@/tests/support/tokens';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

/** The next event's name and data; null at the end. */
async function nextEvent(reader: ReadableStreamDefaultReader<Uint8Array>) {
  const { done, value } = await reader.read();
  if (done) return null;
  const lines = new TextDecoder().decode(value).trim().split('\n');
  const after = (field: string) =>
    lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2) ?? '';
  return { event: after('event'), data: JSON.parse(after('data')) as Record<string, unknown> };
}

test('a client that reconnects with any Last-Event-ID gets the whole state at once', async () => {
  const id = await startBatch(people(3, 'back'));
  const watch = (headers: Record<string, string>) =>
    desk.call(batchEvents, `GET /api/batches/${id}/events`, { params: { id }, headers });
  const first = (await watch({})).body?.getReader();
  if (!first) throw new Error('no body');
  expect(await nextEvent(first)).toMatchObject({ event: 'progress', data: { total: 3 } });
  await first.cancel();
  await sendAll(id, 2);
  const again = (await watch({ 'last-event-id': '1' })).body?.getReader();
  if (!again) throw new Error('no body');
  const whole = { total: 3, status: 'finished', counts: { invited: 3, pending: 0 } };
  expect(await nextEvent(again)).toMatchObject({ event: 'progress', data: whole });
  expect(await nextEvent(again)).toMatchObject({ event: 'done', data: whole });
  expect(await nextEvent(again)).toBeNull();
});

test('streams end when the server stops, and are forgotten when they have ended', async () => {
  const id = await startBatch(people(1, 'stopping'));
  const { signal } = new AbortController();
  const stream = streamBatch(id, { sessionId: null, signal, pollMs: 3_600_000 });
  const reader = stream.getReader();
  expect(await nextEvent(reader)).toMatchObject({ event: 'progress' });
  const waiting = nextEvent(reader);
  closeStreams();
  expect(await waiting).toBeNull();
  expect(globalThis.resellerDeskOpenStreams?.size).toBe(0);
});

const { signal: never } = new AbortController();

test('one session gets eight streams at a time: the ninth is answered 429 with Retry-After', async () => {
  const id = await startBatch(people(1, 'one-session'));
  const watch = () =>
    desk.call(batchEvents, `GET /api/batches/${id}/events`, { as: 'viewer', params: { id } });
  const answers: Response[] = [];
  for (let count = 0; count < 100; count++) answers.push(await watch());
  const [open, refused] = [answers.slice(0, 8), answers.slice(8)];
  expect(open.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  expect(refused.every(({ status }) => status === 429)).toBe(true);
  expect(refused[0]?.headers.get('retry-after')).toBe('15');
  expect(await refused[0]?.json()).toMatchObject({ code: 'too_many_streams' });
  await open[0]?.body?.cancel();
  const again = await watch();
  expect(again.status).toBe(200);
  closeStreams();
  expect((await watch()).status).toBe(200);
  closeStreams();
});

test('an API token follows a batch, with eight streams of its own, until it is deleted', async () => {
  const id = await startBatch(people(1, 'token'));
  const tokens = [await tokenOf(desk, 'viewer'), await tokenOf(desk, 'viewer')];
  const watch = (token = '') =>
    callWith(desk, token, batchEvents, `GET /api/batches/${id}/events`, { params: { id } });
  const first = await watch(tokens[0]?.token);
  expect(first.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  for (let count = 0; count < 7; count++) {
    expect((await watch(tokens[0]?.token)).status).toBe(200);
  }
  expect((await watch(tokens[0]?.token)).status).toBe(429);
  expect((await watch(tokens[1]?.token)).status).toBe(200);
  const reader = first.body?.getReader();
  if (!reader) throw new Error('no body');
  expect(await nextEvent(reader)).toMatchObject({ event: 'progress', data: { total: 1 } });
  await db()
    .delete(apiTokens)
    .where(eq(apiTokens.id, tokens[0]?.id ?? ''));
  await expect.poll(() => globalThis.resellerDeskOpenStreams?.size, { timeout: 3_000 }).toBe(1);
  expect(await nextEvent(reader)).toBeNull();
  closeStreams();
});

test('a client that leaves without reading frees its place', async () => {
  const id = await startBatch(people(1, 'gone'));
  for (let count = 0; count < 20; count++) {
    const client = new AbortController();
    streamBatch(id, { sessionId: 'ses_gone', signal: client.signal });
    client.abort();
  }
  expect(globalThis.resellerDeskOpenStreams?.size).toBe(0);
});

test('a stream that ends while no one reads it stops reading the batch', async () => {
  const id = await startBatch(people(1, 'unread'));
  const client = new AbortController();
  streamBatch(id, { sessionId: 'ses_unread', signal: client.signal, pollMs: 5 });
  await expect.poll(() => globalThis.resellerDeskBatchFeeds?.has(id)).toBe(true);
  client.abort();
  expect(globalThis.resellerDeskBatchFeeds?.has(id)).toBe(false);
});

test('one process serves 200 streams, and reads a batch once per turn for all of them', async () => {
  const id = await startBatch(people(1, 'many'));
  const { id: staffId } = await desk.staff('viewer');
  const start = () => startSession(staffId, { ip: null, userAgent: null });
  const sessions = await Promise.all(Array.from({ length: 26 }, start));
  const options = (index: number) => ({
    sessionId: sessions[Math.floor(index / 8)] ?? null,
    signal: never,
    pollMs: 10,
  });
  const streams = Array.from({ length: 200 }, (_, index) => streamBatch(id, options(index)));
  expect(() => streamBatch(id, options(200))).toThrow('too_many_streams');
  const readers = streams.map((stream) => stream.getReader());
  const first = await Promise.all(readers.map(nextEvent));
  expect(first.every((event) => event?.event === 'progress')).toBe(true);
  const reads = vi.spyOn(pool(), 'connect');
  await sendAll(id, 1);
  const last = await Promise.all(
    readers.map(async (reader) => {
      for (;;) {
        const event = await nextEvent(reader);
        if (event?.event === 'done') return event.data;
      }
    }),
  );
  expect(last.every(({ status }) => status === 'finished')).toBe(true);
  expect(reads.mock.calls.length).toBeLessThan(200);
  reads.mockRestore();
  closeStreams();
});
