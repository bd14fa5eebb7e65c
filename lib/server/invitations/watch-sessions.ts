import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { findHoldingSessions } from '@/lib/server/auth/sessions';
import { describeError, log } from '@/lib/server/log';
import type { OpenStream } from './open-streams';

const EVERY_MS = 1_000;

/**
 * While streams are open, ends those whose session has ended: signed out, disabled, idle, by
 * whatever process. One read a second for all streams of this process; a notice would be no sooner
 * for a session that runs out, and would take a connection of the pool.
 */
export async function watchSessions(open: ReadonlySet<OpenStream>): Promise<void> {
  while (open.size > 0) {
    await sleep(EVERY_MS, undefined, { ref: false });
    const streams = [...open];
    const holding = await holdingOf(streams);
    for (const { sessionId, end } of streams) {
      if (sessionId === null || !holding.has(sessionId)) end();
    }
  }
}

/** None where it can't be read: the browsers come back, and are let in or not. */
async function holdingOf(streams: readonly OpenStream[]): Promise<Set<string>> {
  const ids = new Set(streams.flatMap(({ sessionId }) => sessionId ?? []));
  if (ids.size === 0) return ids;
  try {
    return await findHoldingSessions([...ids]);
  } catch (error) {
    log().warn({ error: describeError(error) }, 'sessions of streams can’t be read');
    return new Set();
  }
}
