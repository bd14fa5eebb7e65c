import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET as batchEvents } from '@/app/api/batches/[id]/events/route';
import { closeStreams } from '@/lib/invitations/open-streams';
import { streamBatch } from '@/lib/invitations/stream-batch';
import { people, startBatch } from '../../support/batch-rows';
import { startTestDesk, type TestDesk } from '../../support/call-route';
import { sendAll } from '../../support/send-all';

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

test('a watcher that comes back with any Last-Event-ID is told the whole state at once', async () => {
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
