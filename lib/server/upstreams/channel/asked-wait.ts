import 'server-only';
import { UpstreamError } from './errors';

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
