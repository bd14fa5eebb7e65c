import 'server-only';
import type { BreakerReport, CircuitBreaker } from './circuit-breaker';
import {
  CircuitOpenError,
  UpstreamError,
  UpstreamRateLimitedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
  type Caller,
  tlsFault,
} from './errors';
import { systemClock, withRetry, type RetryBudget, type RetryClock } from './retry';

export type UpstreamCall = Caller & {
  timeoutMs: number;
  breaker: CircuitBreaker;
  /** Absent where the caller keeps the account's pace itself. */
  askedWait?: AskedWait;
  budget: RetryBudget;
  clock?: RetryClock;
};

/**
 * One call of an upstream behind its breaker, repeated only where that is safe. The call with all
 * its retries counts once for the breaker. Where the upstream asked to be left alone, nothing is
 * sent until then.
 * @throws CircuitOpenError nothing was sent
 * @throws UpstreamRateLimitedError nothing was sent, where `outcome` says so   @throws UpstreamError of the last attempt
 */
export async function callUpstream<T>(
  call: UpstreamCall,
  attempt: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  const { askedWait, clock = systemClock } = call;
  const askedMs = askedWait?.leftMs(clock.now()) ?? 0;
  if (askedMs > 0) throw heldBack(call, askedMs);
  const entry = call.breaker.enter(call.timeoutMs);
  if ('waitMs' in entry) throw new CircuitOpenError(call, entry.waitMs);
  const { token } = entry;
  try {
    const result = await withRetry(attempt, call);
    call.breaker.report(token, 'up');
    return result;
  } catch (error) {
    call.breaker.report(token, verdict(error));
    askedWait?.note(error, clock.now());
    throw error;
  }
}

function heldBack({ upstream, operation, kind }: UpstreamCall, hintedWaitMs: number) {
  const facts = { upstream, operation, kind, outcome: 'not_sent' } as const;
  return new UpstreamRateLimitedError({ ...facts, reason: 'asked_to_wait', hintedWaitMs });
}

/**
 * A refused certificate is neutral: each caller is told of it, and of nothing else. So is a fault
 * of our own: it says nothing about the upstream.
 */
function verdict(error: unknown): BreakerReport {
  if (!(error instanceof UpstreamError)) return 'neutral';
  if (error instanceof UpstreamUnavailableError) {
    const isNoOutage = error.reason === 'queue_full' || tlsFault(error) !== null;
    return isNoOutage ? 'neutral' : 'down';
  }
  if (error instanceof UpstreamTimeoutError) return 'down';
  return error instanceof UpstreamRateLimitedError ? 'neutral' : 'up';
}

/**
 * How long an account's upstream asked to be left alone, by a `Retry-After` beside a 429 or a 5xx.
 * A 429 that says no time holds nobody back: nothing was asked for. Moments are those of the
 * caller's clock. Throws nothing itself: it lives on globalThis, across module instances.
 */
export class AskedWait {
  #untilMs = Number.NEGATIVE_INFINITY;

  leftMs(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }

  /** Hears how a call ended, its retries included; a shorter wait never takes back a longer one. */
  note(error: unknown, nowMs: number): void {
    if (!(error instanceof UpstreamError)) return;
    const waitMs = error.hintedWaitMs;
    if (waitMs !== undefined) this.#untilMs = Math.max(this.#untilMs, nowMs + waitMs);
  }
}
