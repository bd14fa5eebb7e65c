import 'server-only';
import { sql } from 'drizzle-orm';
import type { Transaction } from '@/lib/server/db/client';
import { mailRequests } from '@/lib/server/db/schema';

type Limit = { key: string; perHour: number };

/**
 * Counts a request for an email, for all processes together.
 * @returns the seconds until the next one is allowed, counting nothing; null: allowed
 */
export async function takeAllowance(
  tx: Transaction,
  limits: readonly Limit[],
): Promise<number | null> {
  // In one order, so that two never deadlock.
  const sorted = limits.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  for (const { key } of sorted) {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`mail ${key}`}, 0))`);
  }
  const waits = await Promise.all(sorted.map((limit) => waitFor(tx, limit)));
  const longest = Math.max(...waits);
  if (longest > 0) return Math.ceil(longest);
  await tx.insert(mailRequests).values(sorted.map(({ key }) => ({ key })));
  return null;
}

async function waitFor(tx: Transaction, { key, perHour }: Limit): Promise<number> {
  const { rows } = await tx.execute<{ count: number; free: number | null }>(sql`
    select count(*)::int as count,
      extract(epoch from min(at) + interval '1 hour' - now())::float8 as free
    from (
      select at from mail_requests
      where key = ${key} and at > now() - interval '1 hour' order by at desc limit ${perHour}
    ) as latest`);
  const [row] = rows;
  return row && row.count >= perHour ? (row.free ?? 0) : 0;
}
