import 'server-only';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { env } from '@/lib/server/env';
import { MIN_STAFF_PASSWORD_LENGTH } from '@/lib/shared/wire';

/** A billion: far more than online guessing can reach, whatever the limits. */
const MIN_GUESSES_LOG10 = 9;
/** Beside a second factor: eight random characters are enough, eight well-known ones aren't. */
const MIN_GUESSES_LOG10_WITH_FACTOR = 7;
const MIN_WORD = 3;

const PRODUCT = ['reseller desk', 'resellerdesk', 'reseller', 'desk', 'remotepc', 'remoteit'];

export type PasswordOwner = {
  email?: string | undefined;
  name?: string | undefined;
  /** They have a second factor, so the password may be shorter. */
  hasFactor?: boolean;
};

/**
 * Why a staff password is rejected, as a sentence; null if it is accepted. The
 * same for setup links, changed passwords and ADMIN_PASSWORD.
 */
export async function passwordProblem(
  password: string,
  owner: PasswordOwner,
): Promise<string | null> {
  const { hasFactor = false } = owner;
  if (!hasFactor && isShort(password)) {
    return `The password must have at least ${MIN_STAFF_PASSWORD_LENGTH} characters.`;
  }
  const words = wordsOf(owner);
  const text = password.normalize('NFKC');
  if (holdsOwnAddress(text, owner.email)) {
    return 'The password contains your email address. Choose another password.';
  }
  const minimum = hasFactor ? MIN_GUESSES_LOG10_WITH_FACTOR : MIN_GUESSES_LOG10;
  if ((await ratePassword(text, words)) >= minimum) return null;
  return 'This password is too easy to guess: it follows a common pattern or uses common words. Choose another, such as four or more unrelated words.';
}

/** Whether a password is long enough only beside a second factor. */
export function isShort(password: string): boolean {
  return [...password.normalize('NFKC')].length < MIN_STAFF_PASSWORD_LENGTH;
}

function holdsOwnAddress(password: string, email: string | undefined): boolean {
  return !!email && password.toLowerCase().includes(email.toLowerCase());
}

/**
 * What an attacker tries first: the person's name and address, the product's and the site's name.
 */
function wordsOf({ email = '', name = '' }: PasswordOwner): string[] {
  const [local = '', domain = ''] = email.split('@');
  const places = [domain, new URL(env().appUrl).hostname];
  const parts = [local, name].map((text) => text.split(/[^\p{L}\p{N}]+/u));
  const words = [
    ...[email, local, name, ...places, ...PRODUCT],
    ...parts.flatMap((part) => [...part, part.join(''), part.toReversed().join('')]),
    ...places.flatMap((place) => [...place.split(/[.-]/), place.replaceAll('.', '')]),
  ];
  return [...new Set(words.map((word) => word.normalize('NFKC').toLowerCase()))].filter(
    (word) => word.length >= MIN_WORD,
  );
}

const IDLE_MS = 60_000;
const TIMEOUT_MS = 30_000;

type Question = { resolve: (guessesLog10: number) => void; reject: (error: Error) => void };
type Rater = { child: ChildProcess; open: Map<number, Question>; idle: NodeJS.Timeout | undefined };

declare global {
  var resellerDeskPasswordRater: Rater | undefined;
}

let lastId = 0;

/**
 * How many guesses a password takes, as a power of ten. `words` are those that an attacker tries
 * first for this person. Computed by a process that exits after an idle minute.
 */
async function ratePassword(password: string, words: readonly string[]): Promise<number> {
  const rater = (globalThis.resellerDeskPasswordRater ??= startRater());
  const id = (lastId += 1);
  clearTimeout(rater.idle);
  rater.child.ref();
  rater.child.channel?.ref();
  const late = setTimeout(() => rater.child.kill('SIGKILL'), TIMEOUT_MS);
  try {
    return await new Promise<number>((resolve, reject) => {
      rater.open.set(id, { resolve, reject });
      rater.child.send({ id, password, words }, (error) => error && reject(error));
    });
  } finally {
    clearTimeout(late);
    rater.open.delete(id);
    if (rater.open.size === 0) rest(rater);
  }
}

function startRater(): Rater {
  // By path, like the migrations: `fork` and `Worker` would be bundled, `spawn` isn't.
  const file = join(process.cwd(), 'lib/server/auth/child/rate-password.mjs');
  const child = spawn(process.execPath, [file], {
    // It needs none of our settings.
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const rater: Rater = { child, open: new Map(), idle: undefined };
  child.on('message', ({ id, guessesLog10 }: { id: number; guessesLog10: number }) =>
    rater.open.get(id)?.resolve(guessesLog10),
  );
  const end = () => {
    if (globalThis.resellerDeskPasswordRater === rater) {
      globalThis.resellerDeskPasswordRater = undefined;
    }
    const error = new Error('The process that rates passwords has ended.');
    for (const { reject } of rater.open.values()) reject(error);
  };
  child.on('error', end);
  child.on('exit', end);
  return rater;
}

/** Neither the process nor its timer keeps the server from exiting. */
function rest(rater: Rater): void {
  rater.child.unref();
  rater.child.channel?.unref();
  rater.idle = setTimeout(() => rater.child.kill(), IDLE_MS).unref();
}
