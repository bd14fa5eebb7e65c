import { sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { guessCounters, refusalCounts } from '@/lib/server/db/schema';

/** As if no one had guessed a password before. */
export async function forgetGuesses(): Promise<void> {
  await db().delete(guessCounters);
  await db().delete(refusalCounts);
}

/** Moves all guesses back in time, as if that much time had passed. */
export async function passGuessSeconds(seconds: number): Promise<void> {
  const time = sql`make_interval(secs => ${seconds})`;
  await db().execute(sql`
    update guess_counters set last_at = last_at - ${time}, held_until = held_until - ${time},
      recent = array(select at - ${time} from unnest(recent) as at)`);
  await db().execute(sql`update refusal_counts set since = since - ${time}`);
}
