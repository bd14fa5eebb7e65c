import 'server-only';
import { env } from '../env';

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
