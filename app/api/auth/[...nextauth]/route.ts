import NextAuth from 'next-auth';
import { NextRequest } from 'next/server';
import { answer } from '@/lib/api/answer';
import { ApiError } from '@/lib/api/api-error';
import { MAX_BODY_BYTES, readBody } from '@/lib/api/read-body';
import { nextAuthOptions } from '@/lib/auth/next-auth-options';
import { isSameOrigin } from '@/lib/auth/request-facts';

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own routes: csrf, session, providers, callback/credentials, signout. */
async function handle(request: NextRequest, context: Context): Promise<Response> {
  return answer(request, async () => {
    if (request.method === 'POST' && isForeign(request)) {
      throw new ApiError('cross_origin', { detail: 'Sign in on Reseller Desk’s own page.' });
    }
    const faults: unknown[] = [];
    const options = nextAuthOptions(request, (fault) => faults.push(fault));
    const response = (await NextAuth(await bounded(request), context, options)) as Response;
    if (faults.length > 0) throw faults[0];
    const headers = new Headers(response.headers);
    headers.set('cache-control', 'no-store');
    if (request.nextUrl.pathname.endsWith('/signout') && request.method === 'POST') {
      headers.set('clear-site-data', '"cache", "storage"');
    }
    return new Response(response.body, { status: response.status, headers });
  });
}

/** next-auth reads a body of whatever size for however long, and anybody may send one: so we read it. */
async function bounded(request: NextRequest): Promise<NextRequest> {
  if (request.method !== 'POST') return request;
  const { method, headers } = request;
  const body = new Uint8Array(await readBody(request, MAX_BODY_BYTES));
  return new NextRequest(request.url, { method, headers, body });
}

/**
 * next-auth checks its own CSRF token; on top of it a browser that says the form stands on another
 * site is refused. A client that sends neither header is no browser.
 */
function isForeign(request: NextRequest): boolean {
  const { headers } = request;
  return (headers.has('origin') || headers.has('sec-fetch-site')) && !isSameOrigin(headers);
}

export { handle as GET, handle as POST };
