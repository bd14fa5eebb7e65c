import 'server-only';

const FAILURES_TO_OPEN = 5;
const WINDOW_MS = 30_000;
/** Consecutive failures that each take a whole timeout never all fall within that time. */
const SLOW_FAILURES_TO_OPEN = 10;
/** How long calls are held back before one may try. */
export const OPEN_MS = 30_000;
/** What callers are told to wait while another call's probe is in progress. */
const PROBE_WAIT_MS = 1_000;
/** A probe that hasn't reported this long after its own deadline never will. */
const PROBE_GRACE_MS = 5_000;

/** One admitted call; `report` accepts it once. */
export type BreakerToken = { readonly era: number; readonly isProbe: boolean };

export type BreakerEntry = { token: BreakerToken } | { waitMs: number };

export type BreakerReport = 'up' | 'down' | 'neutral';

type Probe = { token: BreakerToken; abandonedAt: number };

/**
 * Holds back calls after five failures in a row within 30 s, or ten in a row however slow; 30 s
 * later it lets one probe through, whose result alone decides. Each opening and closing starts a
 * new era: a call of an earlier era says how the upstream was then, so its report is ignored.
 * Throws nothing itself: it lives on globalThis, across module instances.
 */
export class CircuitBreaker {
  readonly #now: () => number;
  readonly #onChange: (isOpen: boolean) => void;
  #failedAt: number[] = [];
  #failuresInARow = 0;
  #openUntil: number | null = null;
  #probe: Probe | null = null;
  #era = 0;
  readonly #reported = new WeakSet<BreakerToken>();

  /** @param onChange told when calls are held back from now on, and when they aren't any more */
  constructor(
    now: () => number = () => performance.now(),
    onChange: (isOpen: boolean) => void = () => undefined,
  ) {
    this.#now = now;
    this.#onChange = onChange;
  }

  /**
   * @param timeoutMs how long the call may take: a probe that reports much later than that, or
   * never, is replaced by another
   * @returns the token to report with, or how long to wait
   */
  enter(timeoutMs = OPEN_MS): BreakerEntry {
    const token = { era: this.#era, isProbe: this.#openUntil !== null };
    if (this.#openUntil === null) return { token };
    const now = this.#now();
    const leftMs = this.#openUntil - now;
    if (leftMs > 0) return { waitMs: leftMs };
    if (this.#probe !== null && now < this.#probe.abandonedAt) return { waitMs: PROBE_WAIT_MS };
    this.#probe = { token, abandonedAt: now + timeoutMs + PROBE_GRACE_MS };
    return { token };
  }

  /**
   * `up`: the upstream answered, even with a rejection. `down`: it was unavailable. `neutral`: the
   * call says nothing about it.
   */
  report(token: BreakerToken, result: BreakerReport): void {
    if (token.era !== this.#era || this.#reported.has(token)) return;
    this.#reported.add(token);
    if (token.isProbe) this.#reportProbe(token, result);
    else this.#reportCall(result);
  }

  #reportProbe(token: BreakerToken, result: BreakerReport): void {
    // Already given up: its replacement decides.
    if (this.#probe?.token !== token) return;
    this.#probe = null;
    if (result === 'up') this.#close();
    if (result === 'down') this.#open();
  }

  #reportCall(result: BreakerReport): void {
    if (result === 'neutral') return;
    if (result === 'up') {
      this.#failedAt = [];
      this.#failuresInARow = 0;
      return;
    }
    const now = this.#now();
    this.#failedAt = [...this.#failedAt.filter((at) => at > now - WINDOW_MS), now];
    this.#failuresInARow += 1;
    const isDown =
      this.#failedAt.length >= FAILURES_TO_OPEN || this.#failuresInARow >= SLOW_FAILURES_TO_OPEN;
    if (isDown) this.#open();
  }

  #open(): void {
    this.#era += 1;
    this.#openUntil = this.#now() + OPEN_MS;
    this.#onChange(true);
  }

  #close(): void {
    this.#era += 1;
    this.#openUntil = null;
    this.#failedAt = [];
    this.#failuresInARow = 0;
    this.#onChange(false);
  }
}
