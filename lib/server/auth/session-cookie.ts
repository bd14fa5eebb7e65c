import 'server-only';
import type { CookiesOptions } from 'next-auth';
import { env } from '@/lib/server/env';
import { encodeSessionToken } from './session-token';

export const SESSION_HOURS = 12;
export const IDLE_MINUTES = 30;

/**
 * The session cookie. Behind TLS it carries the `__Host-` prefix, which browsers accept only with
 * `Secure`; a plain-http localhost can't have it.
 */
export function sessionCookie(): {
  name: string;
  options: { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean };
} {
  const secure = env().appUrl.startsWith('https:');
  return {
    name: secure ? '__Host-reseller-desk.session' : 'reseller-desk.session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  };
}

/**
 * next-auth's cookies. It marks some only `__Secure-` by itself, which a sibling host could set.
 */
export function nextAuthCookies(): Partial<CookiesOptions> {
  const sessionToken = sessionCookie();
  const { options } = sessionToken;
  if (!options.secure) return { sessionToken };
  const callbackUrl = { name: '__Host-next-auth.callback-url', options };
  return { sessionToken, callbackUrl };
}

/** What the cookie holds: which session it is, and nothing else. The row says how long it lasts. */
export function sessionToken(sessionId: string): Promise<string> {
  return encodeSessionToken({ sid: sessionId }, SESSION_HOURS * 3_600);
}
