import 'server-only';
import { hash, verify } from '@node-rs/argon2';
import { DeskError } from '@/lib/server/errors';
import { remember } from '@/lib/server/remember';

/** There is more work than can be done at once, and the queue is full. Nothing was started. */
export class TooBusyError extends DeskError {
  constructor() {
    super('too_many_requests', {
      detail: 'Too many people are signing in right now. Try again in a few seconds.',
      retryAfterSeconds: 2,
    });
  }
}

type GateOptions = { atOnce: number; maxWaiting: number };

/**
 * Limits how much work runs at once, with a short queue for the rest. Known people go before
 * strangers and have their own queue, so that strangers can't fill it.
 */
export class Gate {
  #running = 0;
  readonly #known: (() => void)[] = [];
  readonly #strangers: (() => void)[] = [];

  constructor(private readonly options: GateOptions) {}

  /** @throws TooBusyError if the queue is full */
  async run<T>(work: () => Promise<T>, isKnown: boolean): Promise<T> {
    await this.#enter(isKnown ? this.#known : this.#strangers);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(queue: (() => void)[]): Promise<void> {
    if (this.#running < this.options.atOnce) {
      this.#running += 1;
      return;
    }
    if (queue.length >= this.options.maxWaiting) throw new TooBusyError();
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  /** Passes its place on, so that no new caller gets in before those who are waiting. */
  #leave(): void {
    const next = this.#known.shift() ?? this.#strangers.shift();
    if (next) next();
    else this.#running -= 1;
  }
}

// OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Argon2 runs on libuv's four threads, which the whole process shares: two are left for the rest.
 * The queue holds what one network may guess within a minute, and is finished in half a second.
 */
const gate = () => remember('gate of hashes', () => new Gate({ atOnce: 2, maxWaiting: 32 }));

type Caller = {
  /** Signed in, in a known browser, or with a valid link: goes before strangers. */
  isKnown?: boolean;
};

let decoy: Promise<string> | undefined;

/**
 * NFKC first, so that the same password typed with another keyboard layout is the same.
 * @throws TooBusyError
 */
export async function hashPassword(
  password: string,
  { isKnown = true }: Caller = {},
): Promise<string> {
  return gate().run(() => hash(password.normalize('NFKC'), COST), isKnown);
}

/** Whether a hash was made at another cost than today's, and should be made again when it can be. */
export function isOutdated(passwordHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = COST;
  return !passwordHash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
}

/**
 * Whether the password is right. An unknown person (`null`) costs the same work, so that the time
 * taken doesn't reveal who exists.
 * @throws TooBusyError
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
  { isKnown = true }: Caller = {},
): Promise<boolean> {
  const matches = await gate().run(async () => {
    // Awaited in any case: the first unknown person must not take longer than others.
    const other = await (decoy ??= hash('a password that no one has', COST));
    return verify(passwordHash ?? other, password.normalize('NFKC'));
  }, isKnown);
  return matches && passwordHash !== null;
}
