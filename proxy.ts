import { randomBytes } from 'node:crypto';
import { NextResponse, type NextRequest } from 'next/server';
import { requestIdOf } from './lib/server/auth/request-facts';
import { autoLoginFormTargets } from './lib/server/sign-in-as/auto-login-form-targets';

/**
 * For pages only: gives each its own Content-Security-Policy with a nonce, and a request id. It
 * authorizes nothing; pages and handlers do that themselves.
 */
export default function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  const requestId = requestIdOf(headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  headers.set('x-page-path', request.nextUrl.pathname + request.nextUrl.search);
  headers.set('x-request-id', requestId);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-request-id', requestId);
  response.headers.set('cache-control', 'no-store');
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  // The development server compiles with eval and uses a web socket.
  const isDevelopment = process.env.NODE_ENV === 'development';
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // Inline style attributes position menus and virtual rows; style elements need the nonce.
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "manifest-src 'self'",
    // The one-click sign-in is a form whose response redirects to the vendor: browsers check that
    // too.
    `form-action 'self' ${autoLoginFormTargets().join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    // Every browser knows it, and sends it at once; `report-to` would need TLS.
    'report-uri /api/policy-violations',
  ].join('; ');
}

export const config = {
  // Not in front of /api: it would halve each handler's throughput and protect nothing.
  matcher: ['/((?!api/|_next/|icon\\.svg|favicon\\.ico).*)'],
};
