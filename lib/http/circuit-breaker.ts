import 'server-only';

const FAILURES_TO_OPEN = 5;
const WINDOW_MS = 30_000;
/** Failures that take as long as a timeout never fall within that time: these are counted by calls. */
const LAST_CALLS = 20;
const SHARE_TO_OPEN = 0.5;
const OPEN_MS = 30_000;
/** What callers are told to wait while somebody else's probe is under way. */
const PROBE_WAIT_MS = 1_000;

/**
 * Holds calls back after five failures in a row within 30 s, and where half of the last twenty
 * calls failed, however slowly; 30 s later lets one probe through.
 * Throws nothing itself: it lives on globalThis, across module instances.
 */
export class CircuitBreaker {
  readonly #now: () => number;
  #failedAt: number[] = [];
  /** Whether each of the last calls failed. */
  #ends: boolean[] = [];
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
    this.#ends = [...this.#ends, result === 'down'].slice(-LAST_CALLS);
    if (result === 'up') {
      this.#failedAt = [];
      this.#openUntil = null;
      return;
    }
    const now = this.#now();
    this.#failedAt = [...this.#failedAt.filter((at) => at > now - WINDOW_MS), now];
    if (!wasProbe && this.#failedAt.length < FAILURES_TO_OPEN && !this.#isOftenDown()) return;
    this.#openUntil = now + OPEN_MS;
    // What comes after the probe is judged for itself.
    this.#ends = [];
  }

  #isOftenDown(): boolean {
    const failures = this.#ends.filter((isDown) => isDown).length;
    return this.#ends.length === LAST_CALLS && failures >= LAST_CALLS * SHARE_TO_OPEN;
  }
}
