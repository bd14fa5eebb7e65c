import { existsSync, readFileSync } from 'node:fs';
import { upstreamCalls } from '@/tests/faults/upstream-calls';

/**
 * A separate program, so that only these calls are measured: makes each upstream call at the first
 * origin, to warm up, then at each of the others. Prints for each of those how it ended and by how
 * many megabytes memory grew at most. Runs with `--expose-gc`.
 */
const [, , goodOrigin = '', ...origins] = process.argv;

const STATUS = '/proc/self/status';
const isLinux = existsSync(STATUS);

/**
 * Without pages of files, where that is known: if the kernel reclaims idle ones, the program itself
 * seems to grow as it is read again.
 */
function ownMb(): number {
  if (!isLinux) return process.memoryUsage().rss / 1024 / 1024;
  return Number(/RssAnon:\s*(\d+) kB/.exec(readFileSync(STATUS, 'utf8'))?.[1]) / 1024;
}

async function measure(run: () => Promise<unknown>) {
  globalThis.gc?.();
  const beforeMb = ownMb();
  let highestMb = beforeMb;
  const look = () => {
    highestMb = Math.max(highestMb, ownMb());
  };
  const timer = setInterval(look, 1);
  const reason = await run().then(
    () => 'none',
    (error: unknown) => (error as { reason?: string }).reason,
  );
  look();
  clearInterval(timer);
  return { reason, grownMb: Math.round(highestMb - beforeMb) };
}

for (const call of upstreamCalls) await measure(() => call.run(goodOrigin));
const measured = [];
for (const origin of origins) {
  for (const call of upstreamCalls) measured.push(await measure(() => call.run(origin)));
}
process.stdout.write(JSON.stringify(measured));
