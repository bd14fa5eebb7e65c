import 'server-only';
import { UpstreamError, UpstreamRateLimitedError } from './errors';

/**
 * How long an account's upstream asked to be left alone, by a 429 or by a `Retry-After` beside a
 * 5xx. Moments are those of the caller's clock. Throws nothing itself: it lives on globalThis,
 * across module instances.
 */
export class AskedWait {
  #untilMs = Number.NEGATIVE_INFINITY;

  leftMs(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }

  /** Hears how a call ended, its retries included; a shorter wait never takes back a longer one. */
  note(error: unknown, nowMs: number): void {
    if (!(error instanceof UpstreamError)) return;
    const isLimited = error instanceof UpstreamRateLimitedError;
    const waitMs = isLimited ? error.retryAfterMs : error.hintedWaitMs;
    if (waitMs !== undefined) this.#untilMs = Math.max(this.#untilMs, nowMs + waitMs);
  }
}
