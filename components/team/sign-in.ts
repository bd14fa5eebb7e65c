import { ownPath } from '@/lib/shared/addresses';

/** Why a sign-in failed, as a sentence with the next step. */
export class SignInError extends Error {
  override name = 'SignInError' as const;
}

/** next-auth's own, or a problem of ours. */
type Answer = { url?: string; detail?: string };

const FAILED = 'Signing in failed. Try again in a moment.';
const sentences: Record<string, string> = {
  CredentialsSignin: 'The e-mail address or the password is wrong.',
  too_many_attempts: 'Too many failed attempts. Wait a minute, then try again.',
};

/**
 * Opens a session through next-auth's own route.
 * @returns where to go next, always on our own site
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
  return new SignInError('The server can’t be reached. Check your connection, then try again.');
}
