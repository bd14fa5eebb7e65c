import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { askForPasskey, waitForPasskey } from '@/lib/client/passkeys';
import { ownPath } from '@/lib/shared/addresses';

/** Why signing in failed, and what to do next, in words. */
export class SignInError extends Error {
  override name = 'SignInError' as const;
  /** The password is right, and the person has a second factor. */
  readonly isCodeMissing: boolean;
  readonly isCodeWrong: boolean;
  readonly isPasswordWrong: boolean;

  constructor(message: string, code?: string) {
    super(message);
    this.isCodeMissing = code === 'second_factor_required';
    this.isCodeWrong = code === 'second_factor_wrong';
    this.isPasswordWrong = code === 'CredentialsSignin';
  }
}

/** An answer of next-auth, or a problem of our own API. */
type Answer = { url?: string; detail?: string };

const FAILED = 'Couldn’t sign you in. Try again in a moment.';
const sentences: Record<string, string> = {
  CredentialsSignin: 'The email or password is wrong.',
  password_sign_in_off: 'Passwords are turned off here. Use single sign-on.',
  second_factor_required: 'Enter the code of your second factor.',
  second_factor_wrong:
    'The code is wrong or was used before. Enter the one your app shows now, or a recovery code.',
  passkey_refused: 'This passkey isn’t known here. Sign in with your password.',
  too_many_attempts: 'Too many failed attempts. Wait a minute and try again.',
};

/**
 * Opens a session through next-auth's own route.
 * @returns where to go next, always a path of this site
 * @throws SignInError
 */
export async function signIn(
  { email, password, code = '' }: { email: string; password: string; code?: string },
  callbackUrl: string,
): Promise<string> {
  return openSession('credentials', { email, password, code }, callbackUrl);
}

/**
 * Opens a session with a passkey that the person chooses in their browser.
 * @returns where to go next, always a path of this site
 * @throws SignInError, PasskeyError
 */
export async function signInWithPasskey(callbackUrl: string): Promise<string> {
  return enterWithPasskey(await askForPasskey(await fetchPasskeyChallenge()), callbackUrl);
}

/**
 * The same, with one that the person selects in the field for their email, if they do.
 * @returns null: they didn't
 * @throws SignInError
 */
export async function offerPasskey(
  challenge: PasskeyChallenge,
  callbackUrl: string,
): Promise<string | null> {
  const answer = await waitForPasskey(challenge);
  return answer && enterWithPasskey(answer, callbackUrl);
}

export type PasskeyChallenge = PublicKeyCredentialRequestOptionsJSON;

/** @throws SignInError */
export async function fetchPasskeyChallenge(): Promise<PasskeyChallenge> {
  const response = await fetch('/api/passkeys/sign-in-options', {
    method: 'POST',
    headers: { accept: 'application/json' },
  }).catch(() => null);
  if (!response) throw unreachable();
  const options = (await response.json().catch(() => null)) as (PasskeyChallenge & Answer) | null;
  if (!response.ok || !options) throw new SignInError(options?.detail ?? FAILED);
  return options;
}

function enterWithPasskey(
  answer: AuthenticationResponseJSON,
  callbackUrl: string,
): Promise<string> {
  return openSession('passkey', { response: JSON.stringify(answer) }, callbackUrl);
}

async function openSession(
  provider: 'credentials' | 'passkey',
  form: Record<string, string>,
  callbackUrl: string,
): Promise<string> {
  const csrfToken = await fetchCsrfToken();
  const response = await fetch(`/api/auth/callback/${provider}`, {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, ...form, callbackUrl, json: 'true' }),
  }).catch(() => null);
  if (!response) throw unreachable();
  const body = (await response.json().catch(() => null)) as Answer | null;
  if (!body?.url) throw new SignInError(body?.detail ?? FAILED);
  const target = new URL(body.url, location.origin);
  const error = target.searchParams.get('error');
  if (error) throw new SignInError(sentences[error] ?? FAILED, error);
  return ownPath(target.pathname + target.search + target.hash);
}

/**
 * Begins a sign-in at the OpenID provider.
 * @param callbackUrl where to come back to
 * @returns the provider's page
 * @throws SignInError
 */
export async function beginSingleSignOn(callbackUrl: string, prompt?: 'login'): Promise<string> {
  const csrfToken = await fetchCsrfToken();
  const response = await fetch(`/api/auth/signin/oidc${prompt ? `?prompt=${prompt}` : ''}`, {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, callbackUrl, json: 'true' }),
  }).catch(() => null);
  if (!response) throw unreachable();
  const body = (await response.json().catch(() => null)) as Answer | null;
  if (body?.url) return body.url;
  throw new SignInError(body?.detail ?? FAILED);
}

async function fetchCsrfToken(): Promise<string> {
  try {
    const response = await fetch('/api/auth/csrf', { headers: { accept: 'application/json' } });
    const body = (await response.json()) as { csrfToken: string };
    return body.csrfToken;
  } catch {
    throw unreachable();
  }
}

function unreachable(): SignInError {
  return new SignInError('The server can’t be reached. Check your connection and try again.');
}
