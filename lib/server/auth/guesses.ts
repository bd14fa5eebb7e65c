import 'server-only';
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { db, type Transaction } from '@/lib/server/db/client';
import { withoutEffect } from '@/lib/server/db/errors';
import { remember } from '@/lib/server/remember';
import { Gate } from './passwords';
import { networkOf } from './request-facts';

/** The guesses allowed within a minute, and the failures in a row before guesses are spaced out. */
const QUICK_GUESSES = 10;
/** For one network, whoever they are for: people in an office behind one address mistype, too. */
const GUESSES_OF_A_NETWORK = 30;

const CHALLENGES_OF_A_NETWORK = 120;

/** NIST SP 800-63B-4, 3.2.2: after this many failures in a row, an hour for each further guess. */
const MAX_IN_A_ROW = 100;
const LONGEST_WAIT_SECONDS = 60;
const WAIT_BEYOND_SECONDS = 3_600;

type GuessCounter = {
  key: string;
  perMinute: number;
  /** Whether guesses are spaced out by the number of failures in a row. */
  isSpaced: boolean;
  /** Failures count as in a row only while this other counter has few of them. */
  inARowBesides?: string;
};

/** The seconds required between a failure and the next guess after this many failures in a row. */
function secondsBetween(inARow: number): number {
  if (inARow < QUICK_GUESSES) return 0;
  if (inARow >= MAX_IN_A_ROW) return WAIT_BEYOND_SECONDS;
  return Math.min(LONGEST_WAIT_SECONDS, 2 ** (inARow - QUICK_GUESSES));
}

/**
 * The counters of a sign-in. A browser that this person has signed in with before has its own
 * counter: no one else's failures hold it back. Otherwise the account, the account from this
 * network, and the network count. A network that keeps failing at one account stops adding to the
 * account's failures in a row, so that it slows down itself and not the person who signs in
 * elsewhere.
 */
export function signInCounters(
  email: string,
  ip: string | null,
  browserId: string | null,
): GuessCounter[] {
  const person = digest(email);
  if (browserId !== null) return [spaced(`browser ${person} ${browserId}`)];
  const network = networkOf(ip);
  const pair = spaced(`pair ${person} ${network}`);
  return [
    { ...spaced(`account ${person}`), inARowBesides: pair.key },
    pair,
    { key: `network ${network}`, perMinute: GUESSES_OF_A_NETWORK, isSpaced: false },
  ];
}

/** A signed-in person who confirms their password isn't held back by anyone else's failures. */
export function ownPasswordCounters(staffId: string): GuessCounter[] {
  return [spaced(`own-password ${staffId}`)];
}

/** Tokens can't be guessed; this limits the work that anonymous clients cause. */
export function setUpCounters(ip: string | null): GuessCounter[] {
  const key = `set-up ${networkOf(ip)}`;
  return [{ key, perMinute: GUESSES_OF_A_NETWORK, isSpaced: false }];
}

/** Of calls with a wrong API token. Right ones are never counted or held back. */
export function tokenCounters(ip: string | null): GuessCounter[] {
  const key = `token ${networkOf(ip)}`;
  return [{ key, perMinute: GUESSES_OF_A_NETWORK, isSpaced: false }];
}

/** Nothing to guess either: a sign-in page asks for a challenge each time it is opened. */
export function challengeCounters(ip: string | null): GuessCounter[] {
  const key = `challenge ${networkOf(ip)}`;
  return [{ key, perMinute: CHALLENGES_OF_A_NETWORK, isSpaced: false }];
}

function spaced(key: string): GuessCounter {
  return { key, perMinute: QUICK_GUESSES, isSpaced: true };
}

/** The text typed as an address isn't stored; some people type their password there. */
function digest(email: string): string {
  return createHash('sha256').update(email).digest('base64url');
}

type Hold = { seconds: number; by: string };

/**
 * A guess that counts as failed from now on. If it was right: `forgive`. If it was never compared:
 * `undo`.
 */
type ReservedGuess = { forgive: () => Promise<void>; undo: () => Promise<void> };

type State = {
  key: string;
  in_a_row: number;
  tries: number;
  now: string;
  /** Seconds until the oldest guess is a minute old, and since the last one. */
  full_for: number | null;
  since_last: number | null;
};

/**
 * Counts a guess before anything is compared, in the database and under its locks: of any number of
 * simultaneous guesses, in any number of processes, only as many proceed as the limits allow.
 * Guesses that are held back don't count, so they don't extend the wait.
 * @param onHold called within the transaction, once per hold
 */
async function reserveGuess(
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
    const added = await count(tx, counters, states, at);
    // Others' failures stay: a guess by someone who slows down only themselves added none to them.
    const without = sql`greatest(in_a_row - (guess_counters.key = any(${added}))::int, 0)`;
    return {
      forgive: () => takeBack(counters, at, sql`0`),
      undo: () => takeBack(counters, at, without),
    };
  });
}

/** In the order of their keys, so that two never deadlock. */
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

/** A hold lasts as long as there is a guess each minute. */
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

/** Otherwise each invented name that is held back would leave a row. */
async function forgetUnused(tx: Transaction, counters: readonly GuessCounter[]): Promise<void> {
  await tx.execute(sql`
    delete from guess_counters
    where key = any(${keysOf(counters)}) and last_at is null`);
}

/** @returns the keys of those that have one more failure in a row from now on */
async function count(
  tx: Transaction,
  counters: readonly GuessCounter[],
  states: Map<string, State>,
  at: string,
) {
  const rowOf = (key: string) => states.get(key)?.in_a_row ?? 0;
  const added = counters.filter(({ isSpaced, inARowBesides }) => {
    const isApart = inARowBesides !== undefined && secondsBetween(rowOf(inARowBesides)) > 0;
    return isSpaced && !isApart;
  });
  const inARow = counters.map((counter) => rowOf(counter.key) + (added.includes(counter) ? 1 : 0));
  await tx.execute(sql`
    update guess_counters set last_at = ${at}::timestamptz, in_a_row = counted.in_a_row,
      recent = array(select at from unnest(recent) as at
        where at > ${at}::timestamptz - interval '1 minute') || ${at}::timestamptz
    from unnest(${keysOf(counters)}, ${sql.param(inARow)}::int[]) as counted (key, in_a_row)
    where guess_counters.key = counted.key`);
  return keysOf(added);
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

/**
 * Counting for anonymous clients uses at most two connections of the pool: people who are signed in
 * need the others.
 */
const strangers = () =>
  remember('gate of strangers', () => new Gate({ atOnce: 2, maxWaiting: 200 }));

/** Runs what someone without a session causes. @throws TooBusyError, and what `work` throws */
export function asStranger<T>(work: () => Promise<T>): Promise<T> {
  return strangers().run(work, false);
}

type Guess = {
  counters: readonly GuessCounter[];
  /** Signed in, or in a known browser: doesn't have to queue behind strangers. */
  isKnown: boolean;
  onHold: (tx: Transaction, hold: Hold) => Promise<void>;
};

/**
 * Allows a password to be compared if the limits allow one more guess now. It is counted first.
 * @param compare whether the guess is right; `unfinished`: so far, so it neither counts nor clears
 * the failures before it
 * @throws TooBusyError, and whatever `compare` throws
 */
export async function verifyGuess(
  { counters, isKnown, onHold }: Guess,
  compare: () => Promise<boolean | 'unfinished'>,
): Promise<{ isRight: boolean } | Hold> {
  // Nothing has been compared yet, so it may be tried again if the response is lost.
  const reserve = () =>
    reserveGuess(counters, onHold).catch((error: unknown) => {
      throw withoutEffect(error);
    });
  const reserved = isKnown ? await reserve() : await strangers().run(reserve, false);
  if ('seconds' in reserved) return reserved;
  const isRight = await compare().catch((error: unknown) => undone(reserved, error));
  if (isRight === 'unfinished') await reserved.undo();
  else if (isRight) await reserved.forgive();
  return { isRight: isRight === true };
}

/** What wasn't compared, because the server is too busy or failed, wasn't a guess. */
async function undone(reserved: ReservedGuess, error: unknown): Promise<never> {
  await reserved.undo();
  throw error;
}
