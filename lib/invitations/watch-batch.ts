import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../schemas/invitations';
import { findBatch } from './find-batch';

const POLL_MS = 1_000;

/**
 * The batch now and whenever it has changed, until it has ended. `null` says that a turn went by
 * without a change. Ends early when `signal` does. @throws ApiError `not_found`
 */
export async function* watchBatch(
  id: string,
  signal: AbortSignal,
  pollMs = POLL_MS,
): AsyncGenerator<Batch | null, void> {
  let last = '';
  while (!signal.aborted) {
    const batch = await findBatch(id);
    const now = JSON.stringify(batch);
    yield now === last ? null : batch;
    last = now;
    if (batch.finishedAt !== null) return;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}
