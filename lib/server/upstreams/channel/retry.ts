import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  UpstreamError,
  UpstreamRateLimitedError,
  UpstreamUnavailableError,
  tlsFault,
  type CallKind,
} from './errors';
import { KEPT_SOCKET_SILENT } from './exchange';

const MAX_RETRIES = 2;
const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 8_000;
/** A longer wait than this is for the caller to decide, not for someone watching a page load. */
const MAX_HINTED_WAIT_MS = 2_000;
/** An attempt with less time left than this would only turn a clear error into a timeout. */
const MIN_ATTEMPT_MS = 50;

export type RetryClock = {
  now: () => number;
  sleep: (ms: number) => Promise<unknown>;
  random: () => number;
};

export const systemClock: RetryClock = {
  now: () => performance.now(),
  sleep: (ms) => sleep(ms),
  random: () => Math.random(),
};

/** At most one retry per ten calls in the long run, so that retries never multiply an outage. */
export class RetryBudget {
  #tokens = 10;

  earn(): void {
    this.#tokens = Math.min(10, this.#tokens + 0.1);
  }

  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/**
 * Runs `attempt` and repeats it if that is safe, all within one deadline.
 * @param attempt gets the milliseconds left
 */
export async function withRetry<T>(
  attempt: (timeoutMs: number) => Promise<T>,
  options: { kind: CallKind; timeoutMs: number; budget: RetryBudget; clock?: RetryClock },
): Promise<T> {
  const { kind, timeoutMs, budget, clock = systemClock } = options;
  const deadlineAt = clock.now() + timeoutMs;
  for (let retries = 0; ; retries += 1) {
    try {
      const result = await attempt(Math.max(1, deadlineAt - clock.now()));
      budget.earn();
      return result;
    } catch (error) {
      if (retries >= MAX_RETRIES || !isRepeatable(error, kind)) throw error;
      const delayMs = delayBefore(error, retries, clock.random);
      const leftMs = deadlineAt - clock.now() - delayMs;
      if (delayMs > MAX_DELAY_MS || leftMs < MIN_ATTEMPT_MS || !budget.spend()) throw error;
      await clock.sleep(delayMs);
    }
  }
}

function isRepeatable(error: unknown, kind: CallKind): error is UpstreamError {
  if (!(error instanceof UpstreamError) || tlsFault(error) !== null) return false;
  if (error instanceof UpstreamUnavailableError) {
    return kind === 'read' || error.outcome === 'not_sent';
  }
  const isPassing =
    error instanceof UpstreamRateLimitedError || error.reason === KEPT_SOCKET_SILENT;
  return kind === 'read' && isPassing;
}

/** Full jitter: a random wait up to a doubling limit. The upstream's own hint takes precedence. */
function delayBefore(error: UpstreamError, retries: number, random: () => number): number {
  if (error.hintedWaitMs !== undefined) {
    return error.hintedWaitMs <= MAX_HINTED_WAIT_MS ? error.hintedWaitMs : Infinity;
  }
  return Math.floor(random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** retries));
}
