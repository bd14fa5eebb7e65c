import 'server-only';
import type { Batch } from '@/lib/contract/invitations';
import { admitStream, type StreamHolder } from './open-streams';
import { watchBatch } from './watch-batch';

const HEARTBEAT_MS = 15_000;

/** The event id of a stream's last event: a client that reconnects with it needs nothing more. */
export const LAST_EVENT = 'done';

/**
 * A batch's progress as server-sent events. Each `progress` has the whole state, so a reconnect
 * needs no replay. Ends with `done`, or when the client disconnects or its session or token ends.
 * @throws DeskError `too_many_streams`
 */
export function streamBatch(
  id: string,
  options: StreamHolder & { signal: AbortSignal; pollMs?: number },
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const signal = AbortSignal.any([options.signal, gone.signal]);
  const { sessionId, token } = options;
  const forget = admitStream({ sessionId, token, end: () => gone.abort() });
  // A disconnected client must not occupy a place, even if it had stopped reading before.
  signal.addEventListener('abort', forget, { once: true });
  const encoder = new TextEncoder();
  const events = progressEvents(id, { ...options, signal });
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      // An error here closes the connection; the browser reconnects and learns why.
      const { done, value } = await events.next().catch((error: unknown) => {
        forget();
        throw error;
      });
      if (done) forget();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      forget();
      gone.abort();
      await events.return();
    },
  });
}

async function* progressEvents(
  id: string,
  { signal, pollMs }: { signal: AbortSignal; pollMs?: number },
): AsyncGenerator<string, void> {
  let number = 0;
  let heardAt = performance.now();
  for await (const batch of watchBatch(id, signal, pollMs)) {
    const now = performance.now();
    if (batch) {
      number += 1;
      heardAt = now;
      yield event('progress', String(number), batch);
      if (batch.finishedAt !== null) yield event('done', LAST_EVENT, batch);
    } else if (now - heardAt >= HEARTBEAT_MS) {
      heardAt = now;
      yield ': still here\n\n';
    }
  }
}

function event(name: string, id: string, batch: Batch): string {
  const { status, counts, total, holdUntil, pausedReason, finishedAt } = batch;
  const { waitingUntil, waitingReason } = batch;
  const waiting = { pausedReason, waitingUntil, waitingReason };
  const data = { status, counts, total, holdUntil, ...waiting, finishedAt };
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
