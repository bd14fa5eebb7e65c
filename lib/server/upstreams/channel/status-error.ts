import 'server-only';
import {
  UpstreamForbiddenError,
  UpstreamMalformedError,
  UpstreamRateLimitedError,
  UpstreamUnauthorizedError,
  UpstreamUnavailableError,
  type Caller,
  type UpstreamError,
} from './errors';
import type { JsonReply } from './request-json';

/**
 * The failure that an HTTP status alone decides, whatever the body is: redirects, 401, 403, 429
 * and 5xx. The rest depends on the upstream's envelope.
 */
export function statusError(
  reply: JsonReply,
  caller: Caller & { code?: string | undefined },
): UpstreamError | null {
  const { status } = reply;
  const { upstream, operation, kind, code } = caller;
  const facts = { upstream, operation, kind, status, code };
  const hintedWaitMs = waitHint(reply);
  if (status >= 500) {
    const open = { outcome: 'maybe_sent', reason: '5xx' } as const;
    return new UpstreamUnavailableError({ ...facts, ...open, hintedWaitMs });
  }
  if (status === 429) {
    return new UpstreamRateLimitedError({ ...facts, outcome: 'refused', hintedWaitMs });
  }
  if (status === 401) return new UpstreamUnauthorizedError({ ...facts, outcome: 'refused' });
  if (status === 403) return new UpstreamForbiddenError({ ...facts, outcome: 'refused' });
  if (status >= 300 && status < 400) {
    return new UpstreamMalformedError({ ...facts, outcome: 'maybe_sent', reason: 'redirected' });
  }
  return null;
}

/** How many milliseconds the answer asks to wait, where it does. */
export function waitHint({ headers }: JsonReply): number | undefined {
  // A date is meant by the upstream's clock, which need not be ours.
  const nowMs = Date.parse(headers.date ?? '') || Date.now();
  return parseRetryAfter(headers['retry-after'], nowMs);
}

const MAX_WAIT_MS = 5 * 60_000;

/**
 * Reads `Retry-After`: seconds or an HTTP date, at most 5 minutes.
 * @returns undefined where it is absent, past, negative or no number: the caller's default holds.
 */
export function parseRetryAfter(
  header: string | string[] | undefined,
  nowMs: number,
): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const waitMs = /^\d{1,15}$/.test(text)
    ? Number(text) * 1_000
    : Date.parse(httpDate(text)) - nowMs;
  return waitMs > 0 ? Math.min(waitMs, MAX_WAIT_MS) : undefined;
}

/** `Date.parse` takes nearly anything, `-5` for one; only text that names a weekday is a date here. */
function httpDate(text: string): string {
  return /^[A-Za-z]{3,9},? /.test(text) ? text : '';
}

const MAX_LENGTH = 100;

/**
 * An upstream's own word, fit to be shown and logged: one line, trimmed, cut, without the secrets
 * that the call carried. Upper-snake words come back in upper case, so that they can be compared.
 */
export function upstreamWord(value: unknown, secrets: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  const masked = secrets.reduce(
    (text, secret) => (secret === '' ? text : text.replaceAll(secret, '[redacted]')),
    value.slice(0, 10_000),
  );
  const line = masked
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (line === '') return undefined;
  if (/^[a-z]+(?:_[a-z0-9]+)+$/i.test(line)) return line.toUpperCase().slice(0, MAX_LENGTH);
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1)}…`;
}
