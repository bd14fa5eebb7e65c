import 'server-only';
import { remember } from '@/lib/server/remember';

/** Tables read at the same time by this process: each may take hundreds of megabytes. */
const AT_ONCE = 2;

type Turns = { free: number; waiting: (() => void)[] };

/** Waits until a table may be read. @returns how to let the next one in */
export async function takeTurn(): Promise<() => void> {
  const turns = remember<Turns>('reading turns', () => ({ free: AT_ONCE, waiting: [] }));
  if (turns.free > 0) turns.free -= 1;
  else await new Promise<void>((resolve) => turns.waiting.push(resolve));
  return () => {
    const next = turns.waiting.shift();
    if (next) next();
    else turns.free += 1;
  };
}
