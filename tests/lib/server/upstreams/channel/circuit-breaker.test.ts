import { describe, expect, it } from 'vitest';
import { callUpstream } from '@/lib/server/upstreams/channel/channel';
import {
  CircuitBreaker,
  type BreakerReport,
  type BreakerToken,
} from '@/lib/server/upstreams/channel/circuit-breaker';
import {
  CircuitOpenError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '@/lib/server/upstreams/channel/errors';
import { RetryBudget } from '@/lib/server/upstreams/channel/retry';

function breakerAt(start: { nowMs: number }): CircuitBreaker {
  return new CircuitBreaker(() => start.nowMs);
}

/** The token of an admitted call. */
function enter(breaker: CircuitBreaker): BreakerToken {
  const entry = breaker.enter();
  if ('waitMs' in entry) throw new Error(`held back for ${entry.waitMs} ms`);
  return entry.token;
}

/** How long a call is told to wait; 0: it is admitted, and never reports. */
function waitOf(breaker: CircuitBreaker): number {
  const entry = breaker.enter();
  return 'waitMs' in entry ? entry.waitMs : 0;
}

/** A promise that the test settles. */
function byHand<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function callOnce(breaker: CircuitBreaker, result: BreakerReport): void {
  breaker.report(enter(breaker), result);
}

function open(breaker: CircuitBreaker): void {
  for (let count = 0; count < 5; count += 1) callOnce(breaker, 'down');
}

describe('the breaker', () => {
  it('opens after five failures in a row within half a minute', () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    for (let count = 0; count < 4; count += 1) {
      callOnce(breaker, 'down');
      time.nowMs += 1_000;
    }
    expect(waitOf(breaker)).toBe(0);
    callOnce(breaker, 'down');
    expect(waitOf(breaker)).toBe(30_000);
  });

  it('stays closed if the failures are further apart or not in a row', () => {
    const time = { nowMs: 0 };
    const slow = breakerAt(time);
    for (let count = 0; count < 9; count += 1) {
      callOnce(slow, 'down');
      time.nowMs += 8_000;
    }
    expect(waitOf(slow)).toBe(0);
    const mixed = breakerAt(time);
    for (let count = 0; count < 12; count += 1) callOnce(mixed, count % 5 === 4 ? 'up' : 'down');
    expect(waitOf(mixed)).toBe(0);
  });

  it('opens after ten failures in a row, however far apart', () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    const report = (result: BreakerReport) => {
      time.nowMs += 31_000;
      callOnce(breaker, result);
    };
    for (let count = 0; count < 9; count += 1) report('down');
    report('up');
    for (let count = 0; count < 9; count += 1) report('down');
    report('neutral');
    expect(waitOf(breaker)).toBe(0);
    report('down');
    expect(waitOf(breaker)).toBe(30_000);
    report('up');
    for (let count = 0; count < 9; count += 1) report('down');
    expect(waitOf(breaker)).toBe(0);
  });

  it('lets one probe through after half a minute, and closes if it succeeds', () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    open(breaker);
    time.nowMs = 29_999;
    expect(waitOf(breaker)).toBe(1);
    time.nowMs = 30_000;
    const probe = enter(breaker);
    expect(waitOf(breaker)).toBe(1_000);
    breaker.report(probe, 'up');
    expect([waitOf(breaker), waitOf(breaker)]).toEqual([0, 0]);
    for (let count = 0; count < 4; count += 1) callOnce(breaker, 'down');
    expect(waitOf(breaker)).toBe(0);
  });

  it('opens again if the probe fails, and lets the next one through if it is inconclusive', () => {
    const time = { nowMs: 31_000 };
    const breaker = breakerAt(time);
    open(breaker);
    time.nowMs += 30_000;
    callOnce(breaker, 'down');
    expect(waitOf(breaker)).toBe(30_000);
    time.nowMs += 30_000;
    callOnce(breaker, 'neutral');
    callOnce(breaker, 'up');
    expect(waitOf(breaker)).toBe(0);
  });
});

describe('a call started before the breaker opened', () => {
  it.each(['up', 'down', 'neutral'] as const)(
    'that ends with %s neither closes it, nor keeps it open longer, nor lets a second probe through',
    (result) => {
      const time = { nowMs: 0 };
      const breaker = breakerAt(time);
      const [beforeOpen, beforeProbe, duringProbe] = [1, 2, 3].map(() => enter(breaker));
      if (!beforeOpen || !beforeProbe || !duringProbe) throw new Error('held back');
      open(breaker);
      breaker.report(beforeOpen, result);
      expect(waitOf(breaker)).toBe(30_000);
      time.nowMs = 29_000;
      breaker.report(beforeProbe, result);
      expect(waitOf(breaker)).toBe(1_000);
      time.nowMs = 30_000;
      const probe = enter(breaker);
      breaker.report(duringProbe, result);
      expect(waitOf(breaker)).toBe(1_000);
      breaker.report(probe, 'up');
      expect(waitOf(breaker)).toBe(0);
    },
  );

  it('doesn’t count once it is closed again', () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    const old = Array.from({ length: 20 }, () => enter(breaker));
    open(breaker);
    time.nowMs = 30_000;
    callOnce(breaker, 'up');
    for (const token of old) breaker.report(token, 'down');
    expect(waitOf(breaker)).toBe(0);
    for (let count = 0; count < 4; count += 1) callOnce(breaker, 'down');
    breaker.report(enter(breaker), 'neutral');
    callOnce(breaker, 'down');
    for (const token of old) breaker.report(token, 'up');
    expect(waitOf(breaker)).toBe(30_000);
  });

  it('counts once, however often it reports', () => {
    const breaker = breakerAt({ nowMs: 0 });
    const token = enter(breaker);
    for (let count = 0; count < 20; count += 1) breaker.report(token, 'down');
    expect(waitOf(breaker)).toBe(0);
  });
});

describe('a probe that never reports', () => {
  it('is replaced by another once its time is over, and is ignored after that', () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    open(breaker);
    time.nowMs = 30_000;
    const lost = enter(breaker);
    time.nowMs = 64_999;
    expect(waitOf(breaker)).toBe(1_000);
    time.nowMs = 65_000;
    const next = enter(breaker);
    breaker.report(lost, 'down');
    breaker.report(lost, 'up');
    expect(waitOf(breaker)).toBe(1_000);
    breaker.report(next, 'up');
    expect(waitOf(breaker)).toBe(0);
  });
});

describe('calls behind the breaker', () => {
  const facts = { upstream: 'remotepc', operation: 'addUser', kind: 'write' } as const;
  const call = (breaker: CircuitBreaker) => ({
    ...facts,
    timeoutMs: 1_000,
    breaker,
    budget: new RetryBudget(),
  });

  it('are held back, not sent, once it is open', async () => {
    const breaker = breakerAt({ nowMs: 0 });
    const timeout = new UpstreamTimeoutError({ ...facts, outcome: 'maybe_sent' });
    for (let count = 0; count < 5; count += 1) {
      await expect(callUpstream(call(breaker), () => Promise.reject(timeout))).rejects.toBe(
        timeout,
      );
    }
    const held = callUpstream(call(breaker), () => Promise.resolve('sent'));
    await expect(held).rejects.toBeInstanceOf(CircuitOpenError);
    await expect(held).rejects.toMatchObject({ outcome: 'not_sent', retryAfterMs: 30_000 });
  });

  it.each([
    [
      'a refusal',
      new UpstreamRejectedError({ ...facts, outcome: 'refused', code: 'EMAIL_EXISTS' }),
    ],
    [
      'a full queue of our own',
      new UpstreamUnavailableError({ ...facts, outcome: 'maybe_sent', reason: 'queue_full' }),
    ],
    ['a fault of our own', new TypeError('x is not a function')],
  ])('continue after any number of %s', async (_name, error) => {
    const breaker = breakerAt({ nowMs: 0 });
    for (let count = 0; count < 20; count += 1) {
      await expect(callUpstream(call(breaker), () => Promise.reject(error))).rejects.toBe(error);
    }
    expect(await callUpstream(call(breaker), () => Promise.resolve('sent'))).toBe('sent');
  });

  it('that were in progress when it opened leave the decision to the probe', async () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    const down = new UpstreamTimeoutError({ ...facts, outcome: 'maybe_sent' });
    const slow = byHand<string>();
    const underWay = callUpstream(call(breaker), () => slow.promise);
    for (let count = 0; count < 5; count += 1) {
      await expect(callUpstream(call(breaker), () => Promise.reject(down))).rejects.toBe(down);
    }
    time.nowMs = 30_000;
    const probe = byHand<string>();
    const probing = callUpstream(call(breaker), () => probe.promise);
    slow.resolve('late');
    expect(await underWay).toBe('late');
    const second = callUpstream(call(breaker), () => Promise.resolve('sent'));
    await expect(second).rejects.toMatchObject({ type: 'circuit_open', retryAfterMs: 1_000 });
    probe.resolve('well');
    expect(await probing).toBe('well');
    expect(await callUpstream(call(breaker), () => Promise.resolve('sent'))).toBe('sent');
  });
});
