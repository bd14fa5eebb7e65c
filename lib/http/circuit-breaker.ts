import 'server-only';

const FAILURES_TO_OPEN = 5;
const WINDOW_MS = 30_000;
/** One after the other, failures that take as long as a timeout never fall within that time. */
const SLOW_FAILURES_TO_OPEN = 10;
const OPEN_MS = 30_000;
/** What callers are told to wait while somebody else's probe is under way. */
const PROBE_WAIT_MS = 1_000;

/**
 * Holds calls back after five failures in a row within 30 s, or ten in a row however slow; 30 s
 * later lets one probe through.
 * Throws nothing itself: it lives on globalThis, across module instances.
 */
export class CircuitBreaker {
  readonly #now: () => number;
  #failedAt: number[] = [];
  #failuresInARow = 0;
  #openUntil: number | null = null;
  #isProbing = false;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @returns 0 to go ahead (then `report` must follow), else the milliseconds to wait. */
  enter(): number {
    if (this.#openUntil === null) return 0;
    const leftMs = this.#openUntil - this.#now();
    if (leftMs > 0) return leftMs;
    if (this.#isProbing) return PROBE_WAIT_MS;
    this.#isProbing = true;
    return 0;
  }

  /** `up`: the upstream answered, even if with a refusal. `down`: it was unavailable. */
  report(result: 'up' | 'down' | 'neutral'): void {
    const wasProbe = this.#isProbing;
    this.#isProbing = false;
    if (result === 'neutral') return;
    if (result === 'up') {
      this.#failedAt = [];
      this.#failuresInARow = 0;
      this.#openUntil = null;
      return;
    }
    const now = this.#now();
    this.#failedAt = [...this.#failedAt.filter((at) => at > now - WINDOW_MS), now];
    this.#failuresInARow += 1;
    const isDown =
      this.#failedAt.length >= FAILURES_TO_OPEN || this.#failuresInARow >= SLOW_FAILURES_TO_OPEN;
    if (wasProbe || isDown) this.#openUntil = now + OPEN_MS;
  }
}
