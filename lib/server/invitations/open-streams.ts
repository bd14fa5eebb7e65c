import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { findHoldingSessions } from '@/lib/server/auth/sessions';
import { DeskError } from '@/lib/server/errors';
import { describeError, log } from '@/lib/server/log';

const MOST_PER_SESSION = 8;
const MOST_PER_PROCESS = 200;
/** A page that is left frees its stream at once, so a place is soon available. */
const RETRY_AFTER_SECONDS = 15;

type OpenStream = { sessionId: string | null; end: () => void };

// Next loads this module several times in one process, but a stop must reach every stream.
declare global {
  var resellerDeskOpenStreams: Set<OpenStream> | undefined;
  var resellerDeskSessionWatch: Promise<void> | undefined;
}

function openStreams(): Set<OpenStream> {
  return (globalThis.resellerDeskOpenStreams ??= new Set());
}

/**
 * Counts a stream as open and calls its `end` when this process stops or its session ends.
 * @returns what removes it again
 * @throws DeskError `too_many_streams`
 */
export function admitStream(stream: OpenStream): () => void {
  const open = openStreams();
  const own = [...open].filter(({ sessionId }) => sessionId === stream.sessionId);
  if (own.length >= MOST_PER_SESSION) {
    throw tooMany(
      `You already have ${MOST_PER_SESSION} live views of batches open. Until you close one, this page updates less often.`,
    );
  }
  if (open.size >= MOST_PER_PROCESS) {
    throw tooMany(
      'Too many live views of batches are open on this server. For now, this page updates less often.',
    );
  }
  open.add(stream);
  watch(open);
  return () => open.delete(stream);
}

function watch(open: ReadonlySet<OpenStream>): void {
  globalThis.resellerDeskSessionWatch ??= watchSessions(open).finally(() => {
    globalThis.resellerDeskSessionWatch = undefined;
    // One may have been opened just as it ended.
    if (open.size > 0) watch(open);
  });
}

/** Ends the progress streams: browsers reconnect to the next server. */
export function closeStreams(): void {
  for (const { end } of openStreams()) end();
}

function tooMany(detail: string): DeskError {
  return new DeskError('too_many_streams', {
    detail,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

const EVERY_MS = 1_000;

/**
 * While streams are open, ends those whose session has ended: signed out, disabled or idle, in any
 * process. One read per second for all streams of this process; a notice would be no faster for an
 * expiring session, and would need a connection of the pool.
 */
async function watchSessions(open: ReadonlySet<OpenStream>): Promise<void> {
  while (open.size > 0) {
    await sleep(EVERY_MS, undefined, { ref: false });
    const streams = [...open];
    const holding = await holdingOf(streams);
    for (const { sessionId, end } of streams) {
      if (sessionId === null || !holding.has(sessionId)) end();
    }
  }
}

/** No session if it can't be read: browsers reconnect, and are then checked again. */
async function holdingOf(streams: readonly OpenStream[]): Promise<Set<string>> {
  const ids = new Set(streams.flatMap(({ sessionId }) => sessionId ?? []));
  if (ids.size === 0) return ids;
  try {
    return await findHoldingSessions([...ids]);
  } catch (error) {
    log().warn({ error: describeError(error) }, 'stream sessions not checked');
    return new Set();
  }
}
