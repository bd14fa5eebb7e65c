import 'server-only';
import { env } from '@/lib/server/env';
import { instruments } from '@/lib/server/metrics/instruments';
import { UpstreamError, type Caller } from './errors';

/** Counts a call to a vendor, with all its tries, and how long it takes. Passes on what it throws. */
export async function measureCall<T>(caller: Caller, call: () => Promise<T>): Promise<T> {
  if (env().metricsPort === undefined) return call();
  const begin = performance.now();
  let outcome = 'ok';
  try {
    return await call();
  } catch (error) {
    outcome = error instanceof UpstreamError ? error.type : 'fault';
    throw error;
  } finally {
    const { upstream, operation } = caller;
    const seconds = (performance.now() - begin) / 1_000;
    instruments().upstreamCalls.observe({ upstream, operation, outcome }, seconds);
  }
}

/** Calls to the account are held back from now on, or aren't any more. */
export function noteBreaker(upstream: string, account: string, isOpen: boolean): void {
  instruments().breakers.set({ upstream, account }, isOpen ? 1 : 0);
}
