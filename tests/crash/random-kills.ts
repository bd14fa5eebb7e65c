import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { Random } from '@/lib/sandbox/random';
import { db } from '@/lib/server/db/client';
import { checkBatches, printVerdict } from './check-batch';
import { isFinished, passTime, startBatch, startCrashDesk, untilFinished } from './crash-desk';

type RandomKills = { rows: number; kills: number; seed: number; chunkSize: number };

/**
 * Sends a batch while the server is killed again and again, at moments chosen by the seed, with
 * RemotePC's faults on; then lets the last server finish and compares.
 */
export async function killAtRandom({ rows, kills, seed, chunkSize }: RandomKills) {
  const random = new Random(seed);
  const desk = await startCrashDesk(seed, { INVITE_CHUNK_SIZE: String(chunkSize) });
  try {
    const emails = Array.from({ length: rows }, (_, index) => addressOf(index));
    const id = await startBatch(emails);
    let isEndedEarly = false;
    for (let kill = 0; kill < kills; kill += 1) {
      const server = await desk.servers.start();
      await wait(random.integer(0, 700));
      await requireCountsAddUp(rows);
      await server.end('SIGKILL');
      await passTime();
      isEndedEarly ||= await isFinished();
    }
    const last = await desk.servers.start();
    await untilFinished();
    const exit = await last.end('SIGTERM');
    await desk.stopSandbox();
    const verdict = await checkBatches(new Map([[id, emails]]), desk.truthPath);
    printVerdict(`${rows} rows, ${kills} kills, seed ${seed}`, verdict);
    return { verdict, exit, isEndedEarly };
  } finally {
    await desk.close();
  }
}

/** Some are refused by RemotePC, some are duplicates. */
function addressOf(index: number): string {
  if (index % 500 === 250) return `p${index}@refused.example`;
  return `p${index % 200 === 199 ? index - 100 : index}@crash.example`;
}

/** At any moment, in one statement. */
async function requireCountsAddUp(total: number): Promise<void> {
  const { rows } = await db().execute<{ count: number }>(
    sql`select count(*)::int as count from invitations`,
  );
  if (rows[0]?.count !== total) throw new Error(`${rows[0]?.count} rows of ${total}`);
}
