import 'server-only';
import { remember } from '@/lib/server/remember';
import { AskedWait, callUpstream } from './call-upstream';
import { CircuitBreaker } from './circuit-breaker';
import type { Caller, CallKind, Upstream } from './errors';
import type { LaneName } from './lane';
import { requestJson, type JsonReply } from './request-json';
import { RetryBudget, type RetryClock } from './retry';

export type ChannelOptions = {
  accountId: string;
  /** For one call with all its retries, unless the call has a timeout of its own. */
  timeoutMs: number;
  /** How many calls of the jobs' lane may be in flight at once. */
  jobSockets?: number;
  /** For tests. */
  breaker?: CircuitBreaker;
  /** For tests: time and chance of the retries. */
  clock?: RetryClock;
};

export type ChannelCall = {
  /** The adapter's method, for errors and logs. */
  operation: string;
  kind: CallKind;
  url: URL;
  method?: 'GET' | 'POST';
  /** Built for each attempt: a signature covers the moment. */
  headers: () => Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  lane?: LaneName;
  timeoutMs?: number;
  maxBytes?: number;
};

/**
 * How an adapter calls its upstream for one account: lane, deadline, retries, breaker, budget and
 * the pause that the upstream asked for. The last three are shared by all channels of the account
 * in this process.
 */
export class UpstreamChannel {
  readonly #upstream: Upstream;
  readonly #options: ChannelOptions;
  readonly #key: string;
  readonly #breaker: CircuitBreaker;
  readonly #budget: RetryBudget;
  readonly #askedWait: AskedWait;

  /** @param address of the upstream: another one has its own breaker */
  constructor(upstream: Upstream, address: string, options: ChannelOptions) {
    this.#upstream = upstream;
    this.#options = options;
    this.#key = `${upstream}:${options.accountId}:${address}`;
    this.#breaker = options.breaker ?? this.keep('breaker', () => new CircuitBreaker());
    this.#budget = this.keep('budget', () => new RetryBudget());
    this.#askedWait = this.keep('asked wait', () => new AskedWait());
  }

  /** A value of the account that outlives this channel: one per process and name. */
  keep<T>(name: string, create: () => T): T {
    return remember(`${name}:${this.#key}`, create);
  }

  /**
   * Sends one call, repeated only where that is safe.
   * @param read turns the answer into the result. Its errors count like the call's own: a read is
   * repeated after one that passes.
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
    return callUpstream({ ...caller, ...guards }, async (timeoutMs) => {
      const reply = await requestJson({
        ...caller,
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
  }
}
