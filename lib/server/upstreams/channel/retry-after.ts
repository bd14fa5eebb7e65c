import 'server-only';

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
