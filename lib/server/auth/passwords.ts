import 'server-only';
import { hash, verify } from '@node-rs/argon2';
import { remember } from '@/lib/server/remember';
import { Gate } from './gate';

// OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Argon2 runs on libuv's four threads, which the whole process shares: two are left to the rest.
 * The queue takes what one network may guess within a minute, and is done with in half a second.
 */
const gate = () => remember('gate of hashes', () => new Gate({ atOnce: 2, maxWaiting: 32 }));

type Caller = {
  /** Signed in, in a browser of before, or with a good link: goes before strangers. */
  isKnown?: boolean;
};

let decoy: Promise<string> | undefined;

/**
 * NFKC first, so that the same password typed on another keyboard layout is the same.
 * @throws TooBusyError
 */
export async function hashPassword(
  password: string,
  { isKnown = true }: Caller = {},
): Promise<string> {
  return gate().run(() => hash(password.normalize('NFKC'), COST), isKnown);
}

/**
 * Whether the password is right. An unknown person (`null`) costs the same work, so that the time
 * taken does not tell who exists.
 * @throws TooBusyError
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
  { isKnown = true }: Caller = {},
): Promise<boolean> {
  const matches = await gate().run(async () => {
    // Waited for in any case: the first unknown person must not take longer than others.
    const other = await (decoy ??= hash('a password that nobody has', COST));
    return verify(passwordHash ?? other, password.normalize('NFKC'));
  }, isKnown);
  return matches && passwordHash !== null;
}
