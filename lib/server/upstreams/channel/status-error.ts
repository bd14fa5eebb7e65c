import 'server-only';
import {
  UpstreamForbiddenError,
  UpstreamMalformedError,
  UpstreamRateLimitedError,
  UpstreamUnauthorizedError,
  UpstreamUnavailableError,
  type Upstream,
  type UpstreamError,
} from './errors';
import type { JsonReply } from './request-json';
import { parseRetryAfter } from './retry-after';

/**
 * The failure that an HTTP status alone decides, whatever the body is: redirects, 401, 403, 429
 * and 5xx. The rest depends on the upstream's envelope.
 */
export function statusError(
  reply: JsonReply,
  caller: { upstream: Upstream; operation: string; code?: string | undefined },
): UpstreamError | null {
  const { status } = reply;
  const { upstream, operation, code } = caller;
  const facts = { upstream, operation, status, ...(code !== undefined && { code }) };
  const hint = waitHint(reply);
  if (status >= 500) {
    return new UpstreamUnavailableError({
      ...facts,
      ...hint,
      outcome: 'maybe_sent',
      reason: '5xx',
    });
  }
  if (status === 429)
    return new UpstreamRateLimitedError({ ...facts, ...hint, outcome: 'refused' });
  if (status === 401) return new UpstreamUnauthorizedError({ ...facts, outcome: 'refused' });
  if (status === 403) return new UpstreamForbiddenError({ ...facts, outcome: 'refused' });
  if (status >= 300 && status < 400) {
    return new UpstreamMalformedError({ ...facts, outcome: 'maybe_sent', reason: 'redirected' });
  }
  return null;
}

/** How long the answer asks to wait, where it says so. */
export function waitHint({ headers }: JsonReply): { hintedWaitMs?: number } {
  // A date is meant by the upstream's clock, which need not be ours.
  const nowMs = Date.parse(headers.date ?? '') || Date.now();
  const hintedWaitMs = parseRetryAfter(headers['retry-after'], nowMs);
  return hintedWaitMs === undefined ? {} : { hintedWaitMs };
}
