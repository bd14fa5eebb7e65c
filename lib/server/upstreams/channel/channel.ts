import 'server-only';
import { env } from '@/lib/server/env';
import { instruments } from '@/lib/server/metrics/instruments';
import { remember } from '@/lib/server/remember';
import { CircuitBreaker, OPEN_MS, type BreakerReport } from './circuit-breaker';
import {
  type Caller,
  type CallKind,
  type Upstream,
  CircuitOpenError,
  UpstreamError,
  UpstreamRateLimitedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
  tlsFault,
} from './errors';
import type { LaneName } from './lane';
import { requestJson, type JsonReply } from './request-json';
import { RetryBudget, type RetryClock, systemClock, withRetry } from './retry';
import { noSharedWaits, type SharedWaits } from './shared-waits';

export type ChannelOptions = {
  accountId: string;
  /** For one call with all its retries, unless the call has its own timeout. */
  timeoutMs: number;
  /** How many calls of the jobs' lane may be in flight at once. */
  jobSockets?: number;
  /** For trying a secret: what it does counts for no other channel of the account. */
  isAlone?: boolean;
  /** What other servers learned of this upstream, and will learn. */
  waits?: SharedWaits;
  /** For tests. */
  breaker?: CircuitBreaker;
  /** For tests: the time and randomness of retries. */
  clock?: RetryClock;
};

export type ChannelCall = {
  /** The adapter's method, for errors and logs. */
  operation: string;
  kind: CallKind;
  url: URL;
  method?: 'GET' | 'POST';
  /** Built for each attempt: a signature includes the time. */
  headers: () => Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  lane?: LaneName;
  timeoutMs?: number;
  maxBytes?: number;
};

/**
 * How an adapter calls its upstream for one account: lane, deadline, retries, breaker, budget and
 * the wait that the upstream requested. The last three are shared by all channels of the account in
 * this process; that calls are held back, by all servers.
 */
export class UpstreamChannel {
  readonly #upstream: Upstream;
  readonly #options: ChannelOptions;
  readonly #key: string;
  readonly #breaker: CircuitBreaker;
  readonly #budget: RetryBudget;
  readonly #askedWait: AskedWait;
  readonly waits: SharedWaits;

  /** @param address of the upstream: another one has its own breaker */
  constructor(upstream: Upstream, address: string, options: ChannelOptions) {
    this.#upstream = upstream;
    this.#options = options;
    this.#key = `${upstream}:${options.accountId}:${address}`;
    const { waits = noSharedWaits } = options;
    this.waits = waits;
    this.#breaker =
      options.breaker ??
      this.keep('breaker', () => {
        const { accountId: account } = options;
        return new CircuitBreaker(undefined, (isOpen) => {
          noteBreaker(upstream, account, isOpen);
          if (isOpen) waits.hold('down', OPEN_MS);
          else waits.end('down');
        });
      });
    this.#budget = this.keep('budget', () => new RetryBudget());
    this.#askedWait = this.keep('asked wait', () => new AskedWait(waits));
  }

  /**
   * A value of the account that outlives this channel: one per process and name. Call it once per
   * name.
   */
  keep<T>(name: string, create: () => T): T {
    if (this.#options.isAlone) return create();
    return remember(`${name}:${this.#key}`, create);
  }

  /**
   * Sends one call, repeated only if that is safe.
   * @param read turns the response into the result. Its errors count like the call's own: a read is
   * repeated after a transient one.
   * @throws UpstreamError as `callUpstream` and `requestJson`
   */
  async send<T>(call: ChannelCall, read: (reply: JsonReply, caller: Caller) => T): Promise<T> {
    const { operation, kind, url, body, lane = 'interactive', maxBytes } = call;
    const { clock, jobSockets } = this.#options;
    const caller = { upstream: this.#upstream, operation, kind };
    const guards = {
      breaker: this.#breaker,
      budget: this.#budget,
      // The pace of the jobs is kept in the database, for all servers.
      askedWait: lane === 'jobs' ? undefined : this.#askedWait,
      timeoutMs: call.timeoutMs ?? this.#options.timeoutMs,
      clock,
    };
    return measureCall(caller, async () => {
      if (lane !== 'jobs') await this.#heedOthers(caller);
      return callUpstream({ ...caller, ...guards }, async (timeoutMs) => {
        const reply = await requestJson({
          ...caller,
          accountId: this.#options.accountId,
          lane,
          sockets: lane === 'jobs' ? jobSockets : undefined,
          url,
          method: call.method ?? 'POST',
          headers: call.headers(),
          body,
          timeoutMs,
          maxBytes,
        });
        return read(reply, caller);
      });
    });
  }

  /** What another server of the installation learned counts as if this one had. */
  async #heedOthers(caller: Caller): Promise<void> {
    const left = await this.waits.left();
    const askedMs = left.get('asked') ?? 0;
    if (askedMs > 0) throw heldBack(caller, askedMs);
    const downMs = left.get('down') ?? 0;
    if (downMs > 0) throw new CircuitOpenError(caller, downMs);
  }
}

/** Counts a call to a vendor, with all its tries, and how long it takes. Passes on what it throws. */
async function measureCall<T>({ upstream, operation }: Caller, call: () => Promise<T>): Promise<T> {
  if (env().metricsPort === undefined) return call();
  const begin = performance.now();
  let outcome = 'ok';
  try {
    return await call();
  } catch (error) {
    outcome = error instanceof UpstreamError ? error.type : 'fault';
    throw error;
  } finally {
    const seconds = (performance.now() - begin) / 1_000;
    instruments().upstreamCalls.observe({ upstream, operation, outcome }, seconds);
  }
}

/** Calls to the account are held back from now on, or aren't any more. */
function noteBreaker(upstream: string, account: string, isOpen: boolean): void {
  instruments().breakers.set({ upstream, account }, isOpen ? 1 : 0);
}

type UpstreamCall = Caller & {
  timeoutMs: number;
  breaker: CircuitBreaker;
  /** Left out if the caller keeps the account's pace itself. */
  askedWait?: AskedWait;
  budget: RetryBudget;
  clock?: RetryClock;
};

/**
 * One call to an upstream behind its breaker, repeated only if that is safe. The call with all its
 * retries counts once for the breaker. If the upstream asked to be left alone, nothing is sent
 * until then.
 * @throws CircuitOpenError nothing was sent
 * @throws UpstreamRateLimitedError nothing was sent, if `outcome` says so
 * @throws UpstreamError of the last attempt
 */
export async function callUpstream<T>(
  call: UpstreamCall,
  attempt: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  const { askedWait, clock = systemClock } = call;
  const askedMs = askedWait?.leftMs(clock.now()) ?? 0;
  if (askedMs > 0) throw heldBack(call, askedMs);
  const entry = call.breaker.enter(call.timeoutMs);
  if ('waitMs' in entry) throw new CircuitOpenError(call, entry.waitMs);
  const { token } = entry;
  try {
    const result = await withRetry(attempt, call);
    call.breaker.report(token, 'up');
    return result;
  } catch (error) {
    call.breaker.report(token, verdict(error));
    askedWait?.note(error, clock.now());
    throw error;
  }
}

function heldBack({ upstream, operation, kind }: Caller, hintedWaitMs: number) {
  const facts = { upstream, operation, kind, outcome: 'not_sent' } as const;
  return new UpstreamRateLimitedError({ ...facts, reason: 'asked_to_wait', hintedWaitMs });
}

/**
 * A rejected certificate is neutral: each caller is told about it, and nothing else. So is our own
 * error: it says nothing about the upstream.
 */
function verdict(error: unknown): BreakerReport {
  if (!(error instanceof UpstreamError)) return 'neutral';
  if (error instanceof UpstreamUnavailableError) {
    const isNoOutage = error.reason === 'queue_full' || tlsFault(error) !== null;
    return isNoOutage ? 'neutral' : 'down';
  }
  if (error instanceof UpstreamTimeoutError) return 'down';
  return error instanceof UpstreamRateLimitedError ? 'neutral' : 'up';
}

/**
 * How long an account's upstream asked to be left alone, with a `Retry-After` on a 429 or a 5xx. A
 * 429 without a time holds no one back: nothing was requested. Moments use the caller's clock.
 * Throws nothing itself: it lives on globalThis, across module instances.
 */
class AskedWait {
  #untilMs = Number.NEGATIVE_INFINITY;
  readonly #waits: SharedWaits;

  constructor(waits: SharedWaits) {
    this.#waits = waits;
  }

  leftMs(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }

  /** Called with a call's result, retries included; a shorter wait never shortens a longer one. */
  note(error: unknown, nowMs: number): void {
    if (!(error instanceof UpstreamError)) return;
    const waitMs = error.hintedWaitMs;
    if (waitMs === undefined) return;
    this.#untilMs = Math.max(this.#untilMs, nowMs + waitMs);
    this.#waits.hold('asked', waitMs);
  }
}
