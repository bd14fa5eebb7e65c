import 'server-only';
import type { AskedWait } from './asked-wait';
import type { CircuitBreaker } from './circuit-breaker';
import {
  CircuitOpenError,
  UpstreamRateLimitedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
  type Upstream,
} from './errors';
import { systemClock, withRetry, type CallKind, type RetryBudget, type RetryClock } from './retry';
import { tlsProblem } from './tls-problem';

export type UpstreamCall = {
  upstream: Upstream;
  operation: string;
  kind: CallKind;
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
  const waitMs = call.breaker.enter();
  if (waitMs > 0) throw new CircuitOpenError(call, waitMs);
  try {
    const result = await withRetry(attempt, call);
    call.breaker.report('up');
    return result;
  } catch (error) {
    call.breaker.report(verdict(error));
    askedWait?.note(error, clock.now());
    throw error;
  }
}

function heldBack({ upstream, operation }: UpstreamCall, hintedWaitMs: number) {
  const facts = { upstream, operation, outcome: 'not_sent', reason: 'asked_to_wait' } as const;
  return new UpstreamRateLimitedError({ ...facts, hintedWaitMs });
}

/** A refused certificate is neutral: whoever calls is told of it, each time, and of nothing else. */
function verdict(error: unknown): 'up' | 'down' | 'neutral' {
  if (error instanceof UpstreamUnavailableError) {
    const isNoOutage = error.reason === 'queue_full' || tlsProblem(error) !== null;
    return isNoOutage ? 'neutral' : 'down';
  }
  if (error instanceof UpstreamTimeoutError) return 'down';
  return error instanceof UpstreamRateLimitedError ? 'neutral' : 'up';
}
