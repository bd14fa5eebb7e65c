import 'server-only';
import type { CircuitBreaker } from './circuit-breaker';
import {
  CircuitOpenError,
  UpstreamRateLimitedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
  type Upstream,
} from './errors';
import { withRetry, type CallKind, type RetryBudget, type RetryClock } from './retry';
import { tlsProblem } from './tls-problem';

export type UpstreamCall = {
  upstream: Upstream;
  operation: string;
  kind: CallKind;
  timeoutMs: number;
  breaker: CircuitBreaker;
  budget: RetryBudget;
  clock?: RetryClock;
};

/**
 * One call of an upstream behind its breaker, repeated only where that is safe. The call with all
 * its retries counts once for the breaker.
 * @throws CircuitOpenError nothing was sent   @throws UpstreamError of the last attempt
 */
export async function callUpstream<T>(
  call: UpstreamCall,
  attempt: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  const waitMs = call.breaker.enter();
  if (waitMs > 0) throw new CircuitOpenError(call, waitMs);
  try {
    const result = await withRetry(attempt, call);
    call.breaker.report('up');
    return result;
  } catch (error) {
    call.breaker.report(verdict(error));
    throw error;
  }
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
