import 'server-only';
import { sql } from 'drizzle-orm';
import type { LastSignIn } from '@/lib/contract/users';
import { db } from '@/lib/server/db/client';

type Row = { username: string; at: Date; by: string };

/**
 * Who signed in last as each of these users from here, as far back as the audit log reaches. One
 * statement, which reads one event of each from the index of targets.
 */
export async function findLastSignIns(
  accountId: string,
  usernames: string[],
): Promise<ReadonlyMap<string, LastSignIn>> {
  if (usernames.length === 0) return new Map();
  const { rows } = await db().execute<Row>(sql`
    select wanted.username, latest.at, coalesce(staff_members.name, latest.actor_email) as by
    from unnest(${sql.param(usernames)}::text[]) as wanted (username)
    cross join lateral (
      select at, actor_id, actor_email from audit_events
      where target = wanted.username and action = 'auto_login.opened' and account_id = ${accountId}
      order by sequence desc limit 1
    ) as latest
    left join staff_members on staff_members.id = latest.actor_id`);
  return new Map(
    rows.map(({ username, at, by }) => [username, { at: new Date(at).toISOString(), by }]),
  );
}
