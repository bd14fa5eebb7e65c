const TICK_MS = 10;

/**
 * The longest time, in ms, during which nothing else was done: what passed between two turns of a
 * timer, but not what a busy machine gave to other processes meanwhile.
 */
export async function longestHold(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let since = { at: performance.now(), cpu: process.cpuUsage() };
  const look = () => {
    const { user, system } = process.cpuUsage(since.cpu);
    const passed = performance.now() - since.at;
    longest = Math.max(longest, Math.min(passed, (user + system) / 1_000));
    since = { at: performance.now(), cpu: process.cpuUsage() };
  };
  const timer = setInterval(look, TICK_MS);
  await work();
  look();
  clearInterval(timer);
  return longest;
}
