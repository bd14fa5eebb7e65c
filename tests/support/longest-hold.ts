import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The longest time, in ms, during which nothing else was done. */
export async function longestHold(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  await work();
  delay.disable();
  return delay.max / 1e6;
}
