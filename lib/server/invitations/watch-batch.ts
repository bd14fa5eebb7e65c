import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '@/lib/contract/invitations';
import { everyone } from '@/lib/server/actor';
import { findBatch } from './find-batch';

const POLL_MS = 1_000;

/** A batch for all its watchers in this process: read once per turn, however many there are. */
class BatchFeed {
  watchers = 0;
  isOver = false;
  latest!: Promise<Batch>;
  nextTurn!: Promise<void>;

  constructor(
    private readonly id: string,
    private readonly pollMs: number,
  ) {
    this.#read();
  }

  #read(): void {
    this.latest = findBatch(everyone, this.id);
    this.nextTurn = this.#turn();
  }

  async #turn(): Promise<void> {
    const hasEnded = await this.latest.then(
      ({ finishedAt }) => finishedAt !== null,
      // Its watchers get the error, reconnect, and start their own feed.
      () => true,
    );
    // Never set back to false: its last watcher may have left during the read.
    if (hasEnded) this.isOver = true;
    await sleep(this.pollMs, undefined, { ref: false });
    if (!this.isOver) this.#read();
  }
}

// Next loads this module several times in one process, but watchers share one feed.
declare global {
  var resellerDeskBatchFeeds: Map<string, BatchFeed> | undefined;
}

/**
 * Yields the batch now and whenever it changes, until it is finished. `null` means that a turn
 * passed without a change. Ends early when `signal` does.
 * @throws DeskError `not_found`
 */
export async function* watchBatch(
  id: string,
  signal: AbortSignal,
  pollMs = POLL_MS,
): AsyncGenerator<Batch | null, void> {
  const feed = joinFeed(id, pollMs);
  let hasLeft = false;
  const leave = () => {
    if (!hasLeft) leaveFeed(id, feed);
    hasLeft = true;
  };
  const stopped = new Promise<void>((resolve) => {
    const stop = () => {
      // Immediately: a watcher that no one reads any more doesn't finish on its own.
      leave();
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    let last = '';
    while (!signal.aborted) {
      const { nextTurn } = feed;
      const batch = await feed.latest;
      const now = JSON.stringify(batch);
      yield now === last ? null : batch;
      last = now;
      if (batch.finishedAt !== null) return;
      await Promise.race([nextTurn, stopped]);
    }
  } finally {
    leave();
  }
}

function joinFeed(id: string, pollMs: number): BatchFeed {
  const feeds = (globalThis.resellerDeskBatchFeeds ??= new Map());
  const shared = feeds.get(id);
  const feed = shared && !shared.isOver ? shared : new BatchFeed(id, pollMs);
  feeds.set(id, feed);
  feed.watchers += 1;
  return feed;
}

function leaveFeed(id: string, feed: BatchFeed): void {
  feed.watchers -= 1;
  if (feed.watchers > 0) return;
  feed.isOver = true;
  const feeds = globalThis.resellerDeskBatchFeeds;
  if (feeds?.get(id) === feed) feeds.delete(id);
}
