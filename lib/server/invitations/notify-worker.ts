import 'server-only';
import { sql } from 'drizzle-orm';
import type { Transaction } from '@/lib/server/db/client';

/** What the workers of all processes listen on. */
export const WORK_CHANNEL = 'reseller_desk_batches';

/** Wakes the workers once the transaction commits. Unheard it costs a second: they look by themselves. */
export async function notifyWorker(tx: Pick<Transaction, 'execute'>): Promise<void> {
  await tx.execute(sql`select pg_notify(${WORK_CHANNEL}, '')`);
}
