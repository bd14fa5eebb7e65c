import 'server-only';
import { sql } from 'drizzle-orm';
import { db, createId } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import type { AuditAction } from '@/lib/shared/audit-actions';

/** What is recorded if it isn't known how a call ended. Invitations have their rows for that. */
const ends = {
  'auto_login.requested': 'auto_login.unconfirmed',
  'user.add_requested': 'user.add_unconfirmed',
  'connection.open_requested': 'connection.opened',
  'connection.close_requested': 'connection.closed',
  'account.key_requested': 'account.key_created',
} as const satisfies Partial<Record<AuditAction, AuditAction>>;

/** No call takes longer, including all its retries and checks of the list. */
const MIN_SECONDS = 10 * 60;
const UPSTREAM_TIMES = 6;
/** Older events aren't checked: a server that was down for longer leaves its last calls open. */
const DAYS = 30;

/**
 * Closes requests that have no recorded outcome, as after a crash during a call, with the outcome
 * `unknown` for the person and request that started them. A request id may come from the caller,
 * and two people may send the same one, so person, account and target must match too. Runs in one
 * transaction under a lock, so that two servers don't close a request twice.
 */
export async function closeLostRequests(): Promise<void> {
  const oldSeconds = Math.max(MIN_SECONDS, (UPSTREAM_TIMES * env().upstreamTimeoutMs) / 1_000);
  await db().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('close lost requests'))`);
    const { rows } = await tx.execute<{ sequence: string }>(sql`
      select asked.sequence from audit_events as asked
      where asked.action = any(${sql.param(Object.keys(ends))}::text[])
        and asked.at > now() - make_interval(days => ${DAYS})
        and asked.at < now() - make_interval(secs => ${oldSeconds})
        and not exists (
          select from audit_events as ended
          where ended.at > now() - make_interval(days => ${DAYS})
            and ended.request_id = asked.request_id and ended.sequence > asked.sequence
            and ended.actor_id = asked.actor_id
            and ended.account_id is not distinct from asked.account_id
            and ended.target is not distinct from asked.target
            and split_part(ended.action, '.', 1) = split_part(asked.action, '.', 1))`);
    if (rows.length === 0) return;
    const lost = rows.map(({ sequence }) => ({ sequence, id: createId('evt') }));
    await tx.execute(sql`
      insert into audit_events
        (id, actor_id, actor_email, request_id, account_id, action, target, outcome, details)
      select lost.id, actor_id, actor_email, request_id, account_id,
        ${sql.param(JSON.stringify(ends))}::jsonb ->> action, target, 'unknown',
        '{"lost": true}'::jsonb
      from unnest(
        ${sql.param(lost.map(({ sequence }) => sequence))}::bigint[],
        ${sql.param(lost.map(({ id }) => id))}::text[]
      ) as lost (sequence, id)
      join audit_events using (sequence) order by sequence`);
  });
}
