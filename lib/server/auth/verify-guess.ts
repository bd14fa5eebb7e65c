import 'server-only';
import type { Transaction } from '@/lib/server/db/client';
import { withoutEffect } from '@/lib/server/db/database-failure';
import { remember } from '@/lib/server/remember';
import { Gate } from './gate';
import type { GuessCounter } from './guess-counters';
import { reserveGuess, type Hold, type ReservedGuess } from './reserve-guess';

/**
 * Strangers' counting takes two of the pool's connections at once and not all of them: whoever is
 * signed in needs the others.
 */
const strangers = () =>
  remember('gate of strangers', () => new Gate({ atOnce: 2, maxWaiting: 200 }));

type Guess = {
  counters: readonly GuessCounter[];
  /** Signed in, or in a browser of before: needn't queue behind strangers. */
  isKnown: boolean;
  onHold: (tx: Transaction, hold: Hold) => Promise<void>;
};

/**
 * Lets a password be compared if the limits allow one more guess now. It is counted before.
 * @param compare whether the guess is right
 * @throws TooBusyError, whatever `compare` throws
 */
export async function verifyGuess(
  { counters, isKnown, onHold }: Guess,
  compare: () => Promise<boolean>,
): Promise<{ isRight: boolean } | Hold> {
  // Nothing has been compared yet, so that trying again is right where the answer is lost.
  const reserve = () =>
    reserveGuess(counters, onHold).catch((error: unknown) => {
      throw withoutEffect(error);
    });
  const reserved = isKnown ? await reserve() : await strangers().run(reserve, false);
  if ('seconds' in reserved) return reserved;
  const isRight = await compare().catch((error: unknown) => undone(reserved, error));
  if (isRight) await reserved.forgive();
  return { isRight };
}

/** What wasn't compared, because the server is too busy or broken, was no guess. */
async function undone(reserved: ReservedGuess, error: unknown): Promise<never> {
  await reserved.undo();
  throw error;
}
