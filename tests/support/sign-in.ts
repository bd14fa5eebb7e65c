import { createHash } from 'node:crypto';
import { NextRequest } from 'next/server';
import { POST as SIGN_IN } from '@/app/api/auth/[...nextauth]/route';
import { readKey } from '@/lib/server/env';
import { knownToNext } from './next-headers';

type Given = { email: string; password: string; code?: string; ip?: string };

/** Signs in as a browser does. @returns the error, and the session's cookie if there is one */
export async function signIn(
  given: Given,
): Promise<{ error: string | null; cookie: string | null }> {
  const response = await callSignIn('credentials', given, given.ip);
  const { url } = (await response.json()) as { url: string };
  const cookies = response.headers.getSetCookie().map((text) => text.split(';')[0] ?? '');
  return {
    error: new URL(url).searchParams.get('error'),
    cookie: cookies.find((text) => text.startsWith('reseller-desk.session=')) ?? null,
  };
}

/** Posts a form to a provider of next-auth, with its own token in the form and in a cookie. */
export async function callSignIn(
  provider: 'credentials' | 'passkey',
  form: Record<string, string>,
  ip = '203.0.113.7',
  cookies = '',
): Promise<Response> {
  const csrfToken = 'f'.repeat(64);
  const proof = createHash('sha256')
    .update(csrfToken + readKey('AUTH_SECRET'))
    .digest('hex');
  const request = new NextRequest(`http://localhost:3000/api/auth/callback/${provider}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-forwarded-for': ip,
      cookie: `next-auth.csrf-token=${csrfToken}%7C${proof}${cookies && `; ${cookies}`}`,
    },
    body: new URLSearchParams({ csrfToken, json: 'true', ...form }).toString(),
  });
  const params = Promise.resolve({ nextauth: ['callback', provider] });
  return knownToNext((known) => SIGN_IN(known, { params }))(request, { params });
}
