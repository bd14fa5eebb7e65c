import 'server-only';
import { sessionCookie } from './session-cookie';
import { decodeSessionToken } from './session-token';
import { findSession, type StaffSession } from './sessions';

type Cookies = { get(name: string): { value: string } | undefined };

/**
 * The session behind a request's cookie, or null. The token only names a row; the row decides.
 * @param isBackground whether nobody caused this request: it doesn't renew the session then
 */
export async function readSession(
  cookies: Cookies,
  { isBackground }: { isBackground: boolean },
): Promise<StaffSession | null> {
  const sessionId = await sessionIdIn(cookies);
  return sessionId === null ? null : findSession(sessionId, { isBackground });
}

/**
 * Which session a cookie names. A token that can't be read (forged, cut, of another secret) names
 * none, and is never an error.
 */
export async function sessionIdIn(cookies: Cookies): Promise<string | null> {
  const token = cookies.get(sessionCookie().name)?.value;
  if (!token || token.length > 4_096) return null;
  const claims = await decodeSessionToken(token).catch(() => null);
  const sessionId = claims?.sid;
  return typeof sessionId === 'string' ? sessionId : null;
}
