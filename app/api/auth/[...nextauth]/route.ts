import NextAuth from 'next-auth';
import { NextRequest } from 'next/server';
import { nextAuthOptions } from '@/lib/server/auth/next-auth-options';
import { pageAfterFault, providerSignOutUrl, signInWays } from '@/lib/server/auth/oidc-provider';
import { readSession } from '@/lib/server/auth/sessions';
import { explainForeignOrigin, isSameOrigin } from '@/lib/server/auth/request-facts';
import { knownBrowserCookie } from '@/lib/server/auth/known-browser';
import { DeskError } from '@/lib/server/errors';
import { MethodNotAllowedError } from '@/lib/server/http/problem';
import {
  parseJson,
  contentTypeOf,
  MAX_BODY_BYTES,
  readBody,
  requireFewFields,
} from '@/lib/server/http/read-input';
import { answer, type RouteContext, resource } from '@/lib/server/http/route';

/** next-auth's own routes: csrf, session, providers, callback/credentials, signout. */
async function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  return answer(request, async () => {
    const nextauth = [(await context.params).nextauth ?? []].flat();
    requireNextAuthMethod(request.method, nextauth);
    if (request.method === 'POST' && isForeign(request)) {
      const detail =
        explainForeignOrigin(request.headers) ?? 'Sign in on Reseller Desk’s sign-in page.';
      throw new DeskError('cross_origin', { detail });
    }
    const signOutUrl = await providerPageFor(request, nextauth.join('/'));
    const faults: unknown[] = [];
    const signedIn: string[] = [];
    const options = nextAuthOptions(request, {
      onFault: (fault) => faults.push(fault),
      onSignedIn: (email) => signedIn.push(email),
    });
    const response = (await NextAuth(
      await bounded(request),
      { params: { nextauth } },
      options,
    )) as Response;
    if (faults.length > 0) {
      if (nextauth.join('/') === 'callback/oidc') return backToSignIn(faults[0]);
      throw faults[0];
    }
    refuseBareError(response);
    const headers = new Headers(response.headers);
    headers.set('cache-control', 'no-store');
    for (const email of signedIn) {
      headers.append('set-cookie', knownBrowserCookie(request.headers, email));
    }
    if (request.nextUrl.pathname.endsWith('/signout') && request.method === 'POST') {
      headers.set('clear-site-data', '"cache", "storage"');
    }
    if (signOutUrl !== null) {
      headers.delete('content-length');
      return Response.json({ url: signOutUrl }, { headers });
    }
    return new Response(response.body, { status: response.status, headers });
  });
}

/** Where to sign out of the provider, too, if this session was started there. */
async function providerPageFor(request: NextRequest, path: string): Promise<string | null> {
  if (request.method !== 'POST' || path !== 'signout') return null;
  const session = await readSession(request.cookies, { isBackground: true });
  return session?.staff.isSingleSignOn ? providerSignOutUrl() : null;
}

function backToSignIn(fault: unknown): Response {
  const headers = { location: pageAfterFault(fault), 'cache-control': 'no-store' };
  return new Response(null, { status: 302, headers });
}

/** The next-auth routes that we use, and their methods. */
const actions: Record<string, string[]> = {
  csrf: ['GET'],
  error: ['GET'],
  providers: ['GET'],
  session: ['GET'],
  signin: ['GET', 'POST'],
  signout: ['GET', 'POST'],
  'signin/credentials': ['GET', 'POST'],
  'signin/passkey': ['GET', 'POST'],
  'callback/credentials': ['POST'],
  'callback/passkey': ['POST'],
};
/** Only with a provider. */
const oidcActions: Record<string, string[]> = {
  'signin/oidc': ['POST'],
  'callback/oidc': ['GET'],
};

/**
 * next-auth itself answers what it doesn't know with 400 in plain text, or throws.
 * @param path what follows `/api/auth/`
 * @throws DeskError `not_found`, `method_not_allowed`
 */
function requireNextAuthMethod(method: string, path: string[]): void {
  const action = path.join('/');
  const known = signInWays().hasSingleSignOn ? { ...actions, ...oidcActions } : actions;
  const allowed = Object.hasOwn(known, action) ? known[action] : undefined;
  if (!allowed)
    throw new DeskError('not_found', { detail: 'There’s no such route. Check the address.' });
  if (!allowed.includes(method)) throw new MethodNotAllowedError(allowed.join(', '));
}

/** If next-auth has no response, it returns a sentence for its developers. */
function refuseBareError({ status, headers }: Response): void {
  if (status < 400 || headers.get('content-type')?.startsWith('application/json')) return;
  throw new DeskError('invalid_request', {
    detail: 'The sign-in request can’t be read. Start again.',
  });
}

/** next-auth accepts a body of any size, shape and pace from anyone, so we read it first. */
async function bounded(request: NextRequest): Promise<NextRequest> {
  if (request.method !== 'POST') return request;
  const { method, headers } = request;
  const body = await readBody(request, MAX_BODY_BYTES);
  if (contentTypeOf(request) === 'application/json') parseJson(body);
  else requireFewFields(body);
  return new NextRequest(plainUrl(request), { method, headers, body: new Uint8Array(body) });
}

/**
 * next-auth passes the query on to the provider: of it, only the wish to sign in there again, and
 * then to be told when that was.
 */
function plainUrl({ nextUrl }: NextRequest): URL {
  const url = new URL(nextUrl.href);
  url.search = nextUrl.searchParams.get('prompt') === 'login' ? '?prompt=login&max_age=0' : '';
  return url;
}

/**
 * next-auth checks its own CSRF token. In addition, a request from a browser whose form is on
 * another site is refused. A client that sends neither header isn't a browser.
 */
function isForeign(request: NextRequest): boolean {
  const { headers } = request;
  return (headers.has('origin') || headers.has('sec-fetch-site')) && !isSameOrigin(headers);
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  { GET: handle, POST: handle },
  { hasHead: false },
);
