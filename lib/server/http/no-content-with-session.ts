import 'server-only';
import { NextResponse } from 'next/server';
import { SESSION_HOURS, sessionCookie, sessionToken } from '@/lib/server/auth/session-cookie';

/** Nothing but the cookie of the session that goes on under this id. */
export async function noContentWithSession(sessionId: string): Promise<Response> {
  const { name, options } = sessionCookie();
  const response = new NextResponse(null, {
    status: 204,
    headers: { 'cache-control': 'no-store' },
  });
  const maxAge = SESSION_HOURS * 3_600;
  response.cookies.set(name, await sessionToken(sessionId), { ...options, maxAge });
  return response;
}
