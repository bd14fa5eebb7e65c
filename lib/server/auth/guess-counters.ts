import 'server-only';
import { createHash } from 'node:crypto';
import { networkOf } from './network-of';

/** So many guesses count within a minute, and so many in a row before they are spaced out. */
export const QUICK_GUESSES = 10;
/** Of one network, whoever they are for: an office behind one address mistypes, too. */
const GUESSES_OF_A_NETWORK = 30;

/** NIST SP 800-63B-4, 3.2.2: so many failures in a row, then an hour for each further try. */
const MAX_IN_A_ROW = 100;
const LONGEST_WAIT_SECONDS = 60;
const WAIT_BEYOND_SECONDS = 3_600;

export type GuessCounter = {
  key: string;
  perMinute: number;
  /** Whether guesses are spaced out by how many failed in a row. */
  isSpaced: boolean;
  /** Failures count as in a row only while this other counter has few of them. */
  inARowBesides?: string;
};

/** The seconds that must lie between a failure and the next try after so many failures in a row. */
export function secondsBetween(inARow: number): number {
  if (inARow < QUICK_GUESSES) return 0;
  if (inARow >= MAX_IN_A_ROW) return WAIT_BEYOND_SECONDS;
  return Math.min(LONGEST_WAIT_SECONDS, 2 ** (inARow - QUICK_GUESSES));
}

/**
 * What a sign-in counts towards. A browser that this person has signed in with before is counted by
 * itself: nobody else's failures hold it back. Otherwise the account, the account from this network,
 * and the network count. A network that goes on failing at one account stops adding to the account's
 * failures in a row, so that it slows down itself and not the person who signs in elsewhere.
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

/** A signed-in person who gives their password again is held back by nobody else's failures. */
export function ownPasswordCounters(staffId: string): GuessCounter[] {
  return [spaced(`own-password ${staffId}`)];
}

/** Tokens can't be guessed; this bounds the work that a stranger causes. */
export function setUpCounters(ip: string | null): GuessCounter[] {
  const key = `set-up ${networkOf(ip)}`;
  return [{ key, perMinute: GUESSES_OF_A_NETWORK, isSpaced: false }];
}

function spaced(key: string): GuessCounter {
  return { key, perMinute: QUICK_GUESSES, isSpaced: true };
}

/** Whatever was typed as an address isn't kept; some type their password there. */
function digest(email: string): string {
  return createHash('sha256').update(email).digest('base64url');
}
