import 'server-only';
import { env } from '@/lib/server/env';
import { ratePassword } from './password-rater';

/** A thousand million: far beyond what guessing one by one reaches, whatever the limits. */
const MIN_GUESSES_LOG10 = 9;
const MIN_WORD = 3;

const PRODUCT = ['reseller desk', 'resellerdesk', 'reseller', 'desk', 'remotepc', 'remoteit'];

export type PasswordOwner = { email?: string | undefined; name?: string | undefined };

/**
 * Why a staff password can't be taken although it is long enough, as a sentence; null: it can be.
 * Asked for a set-up link, a changed password and ADMIN_PASSWORD alike.
 */
export async function passwordProblem(
  password: string,
  owner: PasswordOwner,
): Promise<string | null> {
  const words = wordsOf(owner);
  const text = password.normalize('NFKC');
  if (holdsOwnAddress(text, owner.email)) {
    return 'The password contains your email address. Choose another password.';
  }
  if ((await ratePassword(text, words)) >= MIN_GUESSES_LOG10) return null;
  return 'This password is too easy to guess: it follows a common pattern or uses common words. Choose another one, such as four or more unrelated words.';
}

function holdsOwnAddress(password: string, email: string | undefined): boolean {
  return !!email && password.toLowerCase().includes(email.toLowerCase());
}

/** What an attacker tries first: the person's name and address, the product's and the site's name. */
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
