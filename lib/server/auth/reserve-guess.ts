import 'server-only';
import { sql } from 'drizzle-orm';
import { db, type Transaction } from '@/lib/server/db/client';
import { secondsBetween, type GuessCounter } from './guess-counters';

export type Hold = { seconds: number; by: string };

/** A guess that counts as failed from now on. It is right: `forgive`. It was never tried: `undo`. */
export type ReservedGuess = { forgive: () => Promise<void>; undo: () => Promise<void> };

type State = {
  key: string;
  in_a_row: number;
  tries: number;
  now: string;
  /** Until the oldest try is a minute old; since the last one. In seconds. */
  full_for: number | null;
  since_last: number | null;
};

/**
 * Counts a guess before anything is compared, in the database and under its locks: of any number
 * at once, in any number of processes, no more go on than the limits allow. Held-back tries count
 * for nothing, so that nobody is held back for longer by them.
 * @param onHold called within the transaction, once per hold
 */
export async function reserveGuess(
  counters: readonly GuessCounter[],
  onHold: (tx: Transaction, hold: Hold) => Promise<void>,
): Promise<ReservedGuess | Hold> {
  return db().transaction(async (tx) => {
    const states = await lockStates(tx, counters);
    const holds = counters.map((counter) => holdOf(counter, states.get(counter.key)));
    const hold = holds.reduce((worst, each) => (each.seconds > worst.seconds ? each : worst));
    if (hold.seconds > 0) {
      if (await isNewHold(tx, hold)) await onHold(tx, hold);
      await forgetUnused(tx, counters);
      return { seconds: Math.ceil(hold.seconds), by: hold.by.split(' ')[0] ?? '' };
    }
    const at = [...states.values()].map(({ now }) => now).reduce((a, b) => (a > b ? a : b));
    await count(tx, counters, states, at);
    return {
      forgive: () => takeBack(counters, at, sql`0`),
      undo: () => takeBack(counters, at, sql`greatest(in_a_row - 1, 0)`),
    };
  });
}

/** In the order of their keys, so that two never wait for each other. */
async function lockStates(
  tx: Transaction,
  counters: readonly GuessCounter[],
): Promise<Map<string, State>> {
  const keys = counters.map(({ key }) => key).sort();
  const recent = sql`select min(at) as oldest, count(*)::int as tries
    from unnest(guess_counters.recent) as at where at > clock_timestamp() - interval '1 minute'`;
  const { rows } = await tx.execute<State>(sql`
    insert into guess_counters (key) select unnest(${sql.param(keys)}::text[])
    on conflict (key) do update set key = excluded.key
    returning key, clock_timestamp()::text as now,
      case when last_at > clock_timestamp() - interval '1 day' then in_a_row else 0 end as in_a_row,
      (select tries from (${recent}) as window_of) as tries,
      (select extract(epoch from oldest + interval '1 minute' - clock_timestamp())::float8
        from (${recent}) as window_of) as full_for,
      extract(epoch from clock_timestamp() - last_at)::float8 as since_last`);
  return new Map(rows.map((row) => [row.key, row]));
}

function holdOf(counter: GuessCounter, state: State | undefined): Hold {
  const isFull = (state?.tries ?? 0) >= counter.perMinute;
  const full = isFull ? (state?.full_for ?? 0) : 0;
  const since = state?.since_last ?? null;
  const spaced =
    counter.isSpaced && since !== null ? secondsBetween(state?.in_a_row ?? 0) - since : 0;
  return { seconds: Math.max(0, full, spaced), by: counter.key };
}

/** A hold lasts for as long as somebody runs into it each minute. */
async function isNewHold(tx: Transaction, { by, seconds }: Hold): Promise<boolean> {
  const { rows } = await tx.execute<{ is_new: boolean }>(sql`
    with before as (select held_until from guess_counters where key = ${by})
    update guess_counters
      set held_until = greatest(guess_counters.held_until,
        clock_timestamp() + make_interval(secs => ${seconds}::float8))
    from before where key = ${by}
    returning coalesce(before.held_until < clock_timestamp() - interval '1 minute', true) as is_new`);
  return rows[0]?.is_new ?? true;
}

/** Otherwise each made-up name that is held back would leave a row. */
async function forgetUnused(tx: Transaction, counters: readonly GuessCounter[]): Promise<void> {
  await tx.execute(sql`
    delete from guess_counters
    where key = any(${keysOf(counters)}) and last_at is null`);
}

async function count(
  tx: Transaction,
  counters: readonly GuessCounter[],
  states: Map<string, State>,
  at: string,
): Promise<void> {
  const inARow = counters.map(({ key, isSpaced, inARowBesides }) => {
    const before = states.get(key)?.in_a_row ?? 0;
    const isApart =
      inARowBesides !== undefined && secondsBetween(states.get(inARowBesides)?.in_a_row ?? 0) > 0;
    return isSpaced && !isApart ? before + 1 : before;
  });
  await tx.execute(sql`
    update guess_counters set last_at = ${at}::timestamptz, in_a_row = counted.in_a_row,
      recent = array(select at from unnest(recent) as at
        where at > ${at}::timestamptz - interval '1 minute') || ${at}::timestamptz
    from unnest(${keysOf(counters)}, ${sql.param(inARow)}::int[]) as counted (key, in_a_row)
    where guess_counters.key = counted.key`);
}

async function takeBack(
  counters: readonly GuessCounter[],
  at: string,
  inARow: ReturnType<typeof sql>,
): Promise<void> {
  await db().execute(sql`
    with locked as (
      select key from guess_counters where key = any(${keysOf(counters)}) order by key for update
    )
    update guess_counters
    set recent = array_remove(recent, ${at}::timestamptz), in_a_row = ${inARow}
    from locked where guess_counters.key = locked.key`);
}

function keysOf(counters: readonly GuessCounter[]) {
  return sql`${sql.param(counters.map(({ key }) => key))}::text[]`;
}
