import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '@/lib/server/actor';
import { recordEvent, recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { boot } from '@/lib/server/worker/boot';

/**
 * A server as production starts it, in which writers record events until they have recorded so
 * many: single ones, many in a statement, in transactions that last, and in some that are rolled
 * back. Sends `recorded` at the end and runs on.
 */
const [writers = 0, events = 0] = process.argv.slice(2).map(Number);
const MANY = 40;

class RolledBack extends Error {}

await boot();
await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
process.send?.('recorded');

async function write(writer: number): Promise<void> {
  const actor = systemActor(`writer-${process.pid}-${writer}`);
  const event = { action: 'user.added', outcome: 'success', details: { writer } } as const;
  let left = events / writers;
  for (let turn = writer; left > 0; turn += 1) {
    const count = Math.min(left, turn % 3 === 0 ? MANY : 1);
    const some = Array.from({ length: count }, () => event);
    await db()
      .transaction(async (tx) => {
        await recordEvents(actor, some, tx);
        if (turn % 5 === 0) await sleep(turn % 50);
        if (turn % 7 === 0) throw new RolledBack();
      })
      .then(
        () => {
          left -= count;
        },
        (error: unknown) => {
          if (!(error instanceof RolledBack)) throw error;
        },
      );
    if (left > 0 && turn % 4 === 0) {
      await recordEvent(actor, event);
      left -= 1;
    }
  }
}
