import 'server-only';
import { sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { describeError, log } from '@/lib/server/log';
import { remember } from '@/lib/server/remember';

/** What is kept of a call. `route` has names instead of values: `/api/users/[key]`. */
export type NotedCall = {
  tokenId: string;
  at: Date;
  method: string;
  route: string;
  status: number;
};

/** For each token. */
export const CALLS_KEPT = 100;
const FLUSH_AFTER_MS = 1_000;
/** More than one server answers in that time; beyond it they are left out, not kept in memory. */
const MOST_WAITING = 5_000;

type Waiting = { calls: NotedCall[]; timer: NodeJS.Timeout | null };
const waiting = () => remember<Waiting>('calls with tokens', () => ({ calls: [], timer: null }));

/**
 * Notes a call after its response. Those of a second are written together, so that no call waits
 * for it; a crash loses them.
 */
export function noteTokenCall(call: NotedCall): void {
  const queue = waiting();
  if (queue.calls.length >= MOST_WAITING) return;
  queue.calls.push(call);
  queue.timer ??= setTimeout(() => void flushTokenCalls(), FLUSH_AFTER_MS).unref();
}

/**
 * Writes what was noted in this process, and removes all but the newest of each token. Never throws:
 * the list of calls is a help, and the audit log is the record.
 */
export async function flushTokenCalls(): Promise<void> {
  const queue = waiting();
  if (queue.timer) clearTimeout(queue.timer);
  queue.timer = null;
  const calls = queue.calls.splice(0);
  if (calls.length === 0) return;
  const column = (read: (call: NotedCall) => string) => sql`${sql.param(calls.map(read))}::text[]`;
  try {
    await db().execute(sql`
      with noted as (
        select called.*, called.at_text::timestamptz as at from unnest(
          ${column(({ tokenId }) => tokenId)}, ${column(({ at }) => at.toISOString())},
          ${column(({ method }) => method)}, ${column(({ route }) => route)},
          ${column(({ status }) => String(status))}
        ) with ordinality as called (token_id, at_text, method, route, status, place)
        -- It may have been deleted meanwhile.
        join api_tokens on api_tokens.id = called.token_id
      ), used as (
        update api_tokens set last_used_at = greatest(api_tokens.last_used_at, latest.at)
        from (select token_id, max(at) as at from noted group by token_id) as latest
        where api_tokens.id = latest.token_id
      )
      insert into api_token_calls (token_id, at, method, route, status)
      select token_id, at, method, route, status::int from noted order by place`);
    await db().execute(sql`
      delete from api_token_calls using (
        select id, row_number() over (partition by token_id order by id desc) as place
        from api_token_calls
        where token_id = any(${column(({ tokenId }) => tokenId)})
      ) as numbered
      where api_token_calls.id = numbered.id and numbered.place > ${CALLS_KEPT}`);
  } catch (error) {
    log().warn({ error: describeError(error), calls: calls.length }, 'calls with tokens not noted');
  }
}
