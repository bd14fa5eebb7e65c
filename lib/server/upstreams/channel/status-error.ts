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
 * The failure that an HTTP status alone determines, whatever the body: redirects, 401, 403, 429 and
 * 5xx. The rest depends on the upstream's envelope.
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

/** How many milliseconds the response asks to wait, if it does. */
export function waitHint({ headers }: JsonReply): number | undefined {
  // A date refers to the upstream's clock, which may differ from ours.
  const nowMs = Date.parse(headers.date ?? '') || Date.now();
  return parseRetryAfter(headers['retry-after'], nowMs);
}

const MAX_WAIT_MS = 5 * 60_000;

/**
 * Reads `Retry-After`: seconds or an HTTP date, at most 5 minutes.
 * @returns undefined if it is missing, past, negative or not a number: then the caller's default
 * applies
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

/**
 * `Date.parse` accepts nearly anything, even `-5`; only text that names a weekday is a date here.
 */
function httpDate(text: string): string {
  return /^[A-Za-z]{3,9},? /.test(text) ? text : '';
}

const MAX_LENGTH = 100;

/**
 * An upstream's own code, safe to show and log: one line, trimmed, shortened, without the secrets
 * that the call carried. Upper-snake codes are returned in upper case, so that they can be
 * compared.
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
