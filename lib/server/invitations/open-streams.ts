import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTokenScopes } from '@/lib/server/auth/api-tokens';
import { findHoldingSessions } from '@/lib/server/auth/sessions';
import { DeskError } from '@/lib/server/errors';
import { describeError, log } from '@/lib/server/log';
import { maySeeAccount } from '@/lib/server/policies/permissions';

const MOST_PER_SESSION = 8;
const MOST_PER_PROCESS = 200;
/** A page that is left frees its stream at once, so a place is soon available. */
const RETRY_AFTER_SECONDS = 15;

/** Whose stream it is: a session's, or an API token's, which follows a batch of this account. */
export type StreamHolder = {
  sessionId: string | null;
  token?: { id: string; accountId: string } | undefined;
};
type OpenStream = StreamHolder & { end: () => void };

// Next loads this module several times in one process, but a stop must reach every stream.
declare global {
  var resellerDeskOpenStreams: Set<OpenStream> | undefined;
  var resellerDeskSessionWatch: Promise<void> | undefined;
}

function openStreams(): Set<OpenStream> {
  return (globalThis.resellerDeskOpenStreams ??= new Set());
}

/**
 * Counts a stream as open and calls its `end` when this process stops or its session or token ends.
 * @returns what removes it again
 * @throws DeskError `too_many_streams`
 */
export function admitStream(stream: OpenStream): () => void {
  const open = openStreams();
  const own = [...open].filter((other) => idOf(other) === idOf(stream));
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

const idOf = ({ sessionId, token }: StreamHolder) => sessionId ?? token?.id;

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
 * process; or whose token may not follow the batch any more. One read per second for all streams of
 * this process; a notice would be no faster for an expiring session, and would need a connection of
 * the pool.
 */
async function watchSessions(open: ReadonlySet<OpenStream>): Promise<void> {
  while (open.size > 0) {
    await sleep(EVERY_MS, undefined, { ref: false });
    const streams = [...open];
    const isHolding = await holdersOf(streams);
    for (const stream of streams) if (!isHolding(stream)) stream.end();
  }
}

/** No one if it can't be read: browsers reconnect, and are then checked again. */
async function holdersOf(
  streams: readonly StreamHolder[],
): Promise<(holder: StreamHolder) => boolean> {
  const sessionIds = streams.flatMap(({ sessionId }) => sessionId ?? []);
  const tokenIds = streams.flatMap(({ token }) => token?.id ?? []);
  try {
    const sessions = sessionIds.length > 0 ? await findHoldingSessions(sessionIds) : null;
    const tokens = tokenIds.length > 0 ? await findTokenScopes(tokenIds, 'batches.read') : null;
    return ({ sessionId, token }) => {
      if (sessionId !== null) return sessions?.has(sessionId) ?? false;
      const scope = token && tokens?.get(token.id);
      return scope !== undefined && maySeeAccount(scope, token?.accountId ?? '');
    };
  } catch (error) {
    log().warn({ error: describeError(error) }, 'stream sessions not checked');
    return () => false;
  }
}
