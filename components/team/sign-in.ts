import { ownPath } from '@/lib/shared/addresses';

/** Why signing in failed, and what to do next, in words. */
export class SignInError extends Error {
  override name = 'SignInError' as const;
}

/** An answer of next-auth, or a problem of our own API. */
type Answer = { url?: string; detail?: string };

const FAILED = 'Couldn’t sign you in. Try again in a moment.';
const sentences: Record<string, string> = {
  CredentialsSignin: 'The email or password is wrong.',
  password_sign_in_off: 'Passwords are turned off here. Use single sign-on.',
  too_many_attempts: 'Too many failed attempts. Wait a minute and try again.',
};

/**
 * Opens a session through next-auth's own route.
 * @returns where to go next, always a path of this site
 * @throws SignInError
 */
export async function signIn(
  email: string,
  password: string,
  callbackUrl: string,
): Promise<string> {
  const csrfToken = await fetchCsrfToken();
  const response = await fetch('/api/auth/callback/credentials', {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, email, password, callbackUrl, json: 'true' }),
  }).catch(() => null);
  if (!response) throw unreachable();
  const body = (await response.json().catch(() => null)) as Answer | null;
  if (!body?.url) throw new SignInError(body?.detail ?? FAILED);
  const target = new URL(body.url, location.origin);
  const code = target.searchParams.get('error');
  if (code) throw new SignInError(sentences[code] ?? FAILED);
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
