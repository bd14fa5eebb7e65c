import 'server-only';
import { decode } from 'next-auth/jwt';
import { readKey } from '../env';
import { sessionCookie } from './session-cookie';
import { findSession, type StaffSession } from './sessions';

type Cookies = { get(name: string): { value: string } | undefined };

/**
 * The session behind a request's cookie, or null. The token only names a row; the row decides.
 * A token that can't be read (forged, cut, of another secret) is no session, never an error.
 */
export async function readSession(cookies: Cookies): Promise<StaffSession | null> {
  const token = cookies.get(sessionCookie().name)?.value;
  if (!token || token.length > 4_096) return null;
  const claims = await decode({ token, secret: readKey('AUTH_SECRET') }).catch(() => null);
  const sessionId = claims?.sid;
  return typeof sessionId === 'string' ? findSession(sessionId) : null;
}
