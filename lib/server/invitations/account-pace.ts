import 'server-only';
import { sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import type { WaitReason } from './reasons';

/** The longest time a call that tests whether an upstream is back holds off the others. */
const PROBE_SECONDS = 35;
const FIRST_WAIT_SECONDS = 1;
const MAX_WAIT_SECONDS = 60;

/**
 * How fast one account's calls are sent, kept in the database because every process sends: at most
 * a number per minute, evenly spread; none while the account has to wait; one at a time after a
 * failure, until one is answered. All by the database's clock.
 * @returns 0 to proceed, otherwise the milliseconds until it makes sense to ask again
 */
export async function takeTurn(accountId: string, callsPerMinute?: number): Promise<number> {
  const gapSeconds = callsPerMinute === undefined ? 0 : 60 / callsPerMinute;
  const next = sql`now() + make_interval(secs => ${gapSeconds})`;
  const { rows: taken } = await db().execute(sql`
    insert into account_paces as pace (account_id, next_call_at) values (${accountId}, ${next})
    on conflict (account_id) do update set next_call_at = ${next},
      probe_until = case when pace.failures > 0
        then now() + make_interval(secs => ${PROBE_SECONDS}) end
    where ${opensAt} <= now()
    returning account_id`);
  if (taken.length > 0) return 0;
  const { rows } = await db().execute<{ waitMs: number }>(sql`
    select ceil(1000 * extract(epoch from ${opensAt} - now()))::float8 as "waitMs"
    from account_paces as pace where account_id = ${accountId}`);
  return Math.max(1, rows[0]?.waitMs ?? 0);
}

const opensAt = sql`greatest(pace.waits_until, pace.probe_until, pace.next_call_at, '-infinity')`;

/**
 * A call was delayed or failed: the account waits as long as the upstream requested, or twice as
 * long as last time. Simultaneous calls fail for the same reason, which counts once.
 * @param hintMs the wait that the upstream requested, if any
 */
export async function noteFailure(
  accountId: string,
  reason: WaitReason,
  hintMs: number | undefined,
): Promise<void> {
  const hinted = sql`now() + make_interval(secs => ${(hintMs ?? 0) / 1_000})`;
  const first = sql`now() + make_interval(secs => ${FIRST_WAIT_SECONDS})`;
  await db().execute(sql`
    insert into account_paces as pace (account_id, failures, waits_until, waits_reason)
    values (${accountId}, 1, greatest(${hinted}, ${first}), ${reason})
    on conflict (account_id) do update set
      failures = pace.failures + case when pace.waits_until > now() then 0 else 1 end,
      waits_until = greatest(pace.waits_until, ${hinted},
        case when pace.waits_until > now() then null else now() + make_interval(
          secs => least(${MAX_WAIT_SECONDS}, ${FIRST_WAIT_SECONDS} * 2 ^ least(pace.failures, 16))
        ) end),
      waits_reason = ${reason}, probe_until = null`);
}

/**
 * A call was answered: the account is available again, unless another call has failed meanwhile.
 */
export async function noteAnswer(accountId: string): Promise<void> {
  await db().execute(sql`
    update account_paces
    set failures = 0, waits_until = null, waits_reason = null, probe_until = null
    where account_id = ${accountId} and failures > 0
      and (waits_until is null or waits_until <= now())`);
}
