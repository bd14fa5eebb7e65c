import 'server-only';
import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '@/lib/server/db/client';

type Counted = {
  actorId: string;
  /** Left out: whatever the account. */
  accountId?: string;
  actions: readonly string[];
  /** Events that each take one of those back. */
  takenBack?: SQL;
  limit: number | null;
};

/**
 * For how long a person has to wait who did something `limit` times within the last hour; null: not
 * at all. Counts in the activity itself, under a lock of the caller: what isn't recorded isn't done.
 */
export async function secondsOverLimit(
  tx: Transaction,
  { actorId, accountId, actions, takenBack = sql`false`, limit }: Counted,
): Promise<number | null> {
  if (limit === null) return null;
  const ofAccount = accountId === undefined ? sql`true` : sql`account_id = ${accountId}`;
  const { rows } = await tx.execute<{ seconds: string }>(sql`
    with recent as (
      select at, action, details from audit_events
      where at > now() - interval '1 hour' and actor_id = ${actorId} and ${ofAccount}
    )
    select extract(epoch from at + interval '1 hour' - now()) as seconds from recent
    where action = any(${sql.param([...actions])}::text[])
    order by at desc
    offset ${limit - 1} + (select count(*) from recent where ${takenBack})
    limit 1`);
  return rows[0] ? Math.max(1, Math.ceil(Number(rows[0].seconds))) : null;
}
