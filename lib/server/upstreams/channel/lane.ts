import 'server-only';
import { Agent } from 'undici';
import { remember } from '@/lib/server/remember';
import type { Upstream } from './errors';

const DEFAULT_SOCKETS = 4;
const MAX_QUEUE = 64;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Bulkheads: a long batch of invitations must not hold the sockets that a person is waiting for.
 */
export type LaneName = 'interactive' | 'jobs';

/**
 * A pool of keep-alive sockets with a bounded queue in front. The queue is ours and not undici's: a
 * queued call was certainly not sent, and undici leaves its own queue waiting when a connection
 * fails.
 */
export class Lane {
  #agent = openAgent();
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(sockets = DEFAULT_SOCKETS) {
    this.#free = sockets;
  }

  get agent(): Agent {
    return this.#agent;
  }

  /** Whether the next call will find a socket that an earlier one left. */
  keeps(origin: string): boolean {
    const stats = this.#agent.stats[origin];
    return stats !== undefined && 'free' in stats && stats.free > 0;
  }

  /**
   * Later calls use new sockets: one went silent, and the others kept may be dead too. Calls in
   * progress on them finish.
   */
  renew(): void {
    const old = this.#agent;
    this.#agent = openAgent();
    void old.close();
  }

  /** Waits for a free socket. @returns how to release it, or null if none was free in time */
  async enter(waitMs: number): Promise<(() => void) | null> {
    if (this.#free > 0) {
      this.#free -= 1;
      return this.#exit();
    }
    if (this.#waiting.length >= MAX_QUEUE) return null;
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        resolve(this.#exit());
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        resolve(null);
      }, waitMs);
      this.#waiting.push(go);
    });
  }

  #exit(): () => void {
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }
}

function openAgent(): Agent {
  return new Agent({
    pipelining: 1,
    allowH2: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The deadline of the whole call applies; undici's own timers tick in seconds.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      // Set here so that no variable or option of Node can turn it off.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    },
  });
}

/**
 * Each account has its own: one whose upstream hangs must not hold up the others.
 * @param sockets for a lane that is created by this call; an existing one keeps its own
 */
export function laneFor(
  upstream: Upstream,
  accountId: string,
  name: LaneName,
  sockets?: number,
): Lane {
  return remember(`lane:${upstream}:${accountId}:${name}`, () => new Lane(sockets));
}
