import { describe, expect, it } from 'vitest';
import { callUpstream } from '@/lib/http/call-upstream';
import { CircuitBreaker } from '@/lib/http/circuit-breaker';
import {
  CircuitOpenError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '@/lib/http/errors';
import { RetryBudget } from '@/lib/http/retry';

function breakerAt(start: { nowMs: number }): CircuitBreaker {
  return new CircuitBreaker(() => start.nowMs);
}

describe('the breaker', () => {
  it('opens after five failures in a row within half a minute', () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    for (let count = 0; count < 4; count += 1) {
      breaker.report('down');
      time.nowMs += 1_000;
    }
    expect(breaker.enter()).toBe(0);
    breaker.report('down');
    expect(breaker.enter()).toBe(30_000);
  });

  it('stays closed where the failures are further apart, or not in a row', () => {
    const time = { nowMs: 0 };
    const slow = breakerAt(time);
    for (let count = 0; count < 9; count += 1) {
      slow.report('down');
      time.nowMs += 8_000;
    }
    expect(slow.enter()).toBe(0);
    const mixed = breakerAt(time);
    for (let count = 0; count < 12; count += 1) mixed.report(count % 5 === 4 ? 'up' : 'down');
    expect(mixed.enter()).toBe(0);
  });

  it('opens after ten failures in a row, however far apart', () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    const report = (result: 'up' | 'down' | 'neutral') => {
      time.nowMs += 31_000;
      breaker.report(result);
    };
    for (let count = 0; count < 9; count += 1) report('down');
    report('up');
    for (let count = 0; count < 9; count += 1) report('down');
    report('neutral');
    expect(breaker.enter()).toBe(0);
    report('down');
    expect(breaker.enter()).toBe(30_000);
    time.nowMs += 30_000;
    expect(breaker.enter()).toBe(0);
    report('up');
    for (let count = 0; count < 9; count += 1) report('down');
    expect(breaker.enter()).toBe(0);
  });

  it('lets one probe through after half a minute, and closes when it goes well', () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    for (let count = 0; count < 5; count += 1) breaker.report('down');
    time.nowMs = 29_999;
    expect(breaker.enter()).toBe(1);
    time.nowMs = 30_000;
    expect(breaker.enter()).toBe(0);
    expect(breaker.enter()).toBe(1_000);
    breaker.report('up');
    expect(breaker.enter()).toBe(0);
    expect(breaker.enter()).toBe(0);
  });

  it('opens again when the probe fails', () => {
    const time = { nowMs: 0 };
    const breaker = breakerAt(time);
    for (let count = 0; count < 5; count += 1) breaker.report('down');
    time.nowMs = 31_000;
    expect(breaker.enter()).toBe(0);
    breaker.report('down');
    expect(breaker.enter()).toBe(30_000);
  });
});

describe('calls behind the breaker', () => {
  const facts = { upstream: 'remotepc', operation: 'addUser' } as const;
  const call = (breaker: CircuitBreaker) => ({
    ...facts,
    kind: 'write' as const,
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
  ])('go on after any number of times of %s', async (_name, error) => {
    const breaker = breakerAt({ nowMs: 0 });
    for (let count = 0; count < 20; count += 1) {
      await expect(callUpstream(call(breaker), () => Promise.reject(error))).rejects.toBe(error);
    }
    expect(await callUpstream(call(breaker), () => Promise.resolve('sent'))).toBe('sent');
  });
});
