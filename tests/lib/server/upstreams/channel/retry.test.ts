import { describe, expect, it } from 'vitest';
import {
  UpstreamMalformedError,
  UpstreamRateLimitedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
  type CallKind,
  type UpstreamErrorFacts,
} from '@/lib/server/upstreams/channel/errors';
import { RetryBudget, withRetry } from '@/lib/server/upstreams/channel/retry';

const base = { upstream: 'remotepc', operation: 'listUsers', kind: 'read' } as const;
const unavailable = (facts: Partial<UpstreamErrorFacts> = {}) =>
  new UpstreamUnavailableError({ ...base, outcome: 'maybe_sent', ...facts });

/** Runs a call that fails with each error in turn; time passes only by waiting. */
async function run(
  errors: Error[],
  kind: CallKind,
  options: { timeoutMs?: number; random?: number; budget?: RetryBudget } = {},
) {
  const waits: number[] = [];
  let nowMs = 0;
  let attempts = 0;
  const clock = {
    now: () => nowMs,
    sleep: (ms: number) => {
      waits.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    random: () => options.random ?? 0.5,
  };
  const { timeoutMs = 30_000, budget = new RetryBudget() } = options;
  const end = await withRetry(
    () => {
      const error = errors[attempts];
      attempts += 1;
      return error ? Promise.reject(error) : Promise.resolve('done');
    },
    { kind, timeoutMs, budget, clock },
  ).catch((error: unknown) => error);
  return { end, attempts, waits };
}

describe('a read', () => {
  it('is repeated twice with growing, jittered waits', async () => {
    const { end, attempts, waits } = await run([unavailable(), unavailable()], 'read');
    expect(end).toBe('done');
    expect(attempts).toBe(3);
    expect(waits).toEqual([250, 500]);
  });

  it('ends with the last fault after three attempts', async () => {
    const last = unavailable({ reason: 'ECONNRESET' });
    const { end, attempts } = await run([unavailable(), unavailable(), last], 'read');
    expect(end).toBe(last);
    expect(attempts).toBe(3);
  });

  it('waits as long as the upstream requests, if that is short', async () => {
    const limited = new UpstreamRateLimitedError({
      ...base,
      outcome: 'refused',
      hintedWaitMs: 2_000,
    });
    expect((await run([limited], 'read')).waits).toEqual([2_000]);
  });

  it('fails at once if the upstream requests a long wait', async () => {
    const limited = new UpstreamRateLimitedError({
      ...base,
      outcome: 'refused',
      hintedWaitMs: 3_000,
    });
    expect(await run([limited], 'read')).toEqual({ end: limited, attempts: 1, waits: [] });
  });

  it('is repeated on a 429 without a hint, which counts as half a minute for the caller', async () => {
    const limited = new UpstreamRateLimitedError({ ...base, outcome: 'refused' });
    expect(limited.retryAfterMs).toBe(30_000);
    expect((await run([limited], 'read')).waits).toEqual([250]);
  });

  it.each([
    ['an unreadable answer', new UpstreamMalformedError({ ...base, outcome: 'maybe_sent' })],
    ['a timeout', new UpstreamTimeoutError({ ...base, outcome: 'not_sent' })],
    ['a fault of our own', new TypeError('broken')],
  ])('isn’t repeated after %s', async (_name, error) => {
    expect(await run([error], 'read')).toEqual({ end: error, attempts: 1, waits: [] });
  });

  it('isn’t repeated with less time left than an attempt needs', async () => {
    const error = unavailable();
    expect(await run([error], 'read', { timeoutMs: 290 })).toEqual({
      end: error,
      attempts: 1,
      waits: [],
    });
  });

  it('isn’t repeated once the retry budget is spent', async () => {
    const budget = new RetryBudget();
    const faults = [unavailable(), unavailable(), unavailable()];
    const attempts: number[] = [];
    for (let call = 0; call < 7; call += 1) {
      attempts.push((await run(faults, 'read', { budget })).attempts);
    }
    expect(attempts).toEqual([3, 3, 3, 3, 3, 1, 1]);
  });
});

describe('a write', () => {
  it('is repeated if nothing was sent', async () => {
    const { end, attempts } = await run([unavailable({ outcome: 'not_sent' })], 'write');
    expect(end).toBe('done');
    expect(attempts).toBe(2);
  });

  it.each([
    ['may have been sent', unavailable()],
    ['met a 429', new UpstreamRateLimitedError({ ...base, outcome: 'refused', hintedWaitMs: 10 })],
  ])('isn’t repeated if it %s', async (_name, error) => {
    expect(await run([error], 'write')).toEqual({ end: error, attempts: 1, waits: [] });
  });
});
