import 'server-only';
import type { ServerResponse } from 'node:http';
import { env } from '@/lib/server/env';

/**
 * The headers of every response that doesn't set its own: pages, /api, files, redirects and
 * refusals. `proxy.ts` gives pages a Content-Security-Policy with a nonce; this strict one is for
 * everything else, so that a page that bypassed the proxy fails closed.
 */
const HEADERS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

const STRICT_TRANSPORT = 'max-age=63072000; includeSubDomains';

/** Adds what is missing at the last moment, when the response's own headers are known. */
export function completeHeaders(response: ServerResponse, requestId: string): void {
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  response.writeHead = (...given: unknown[]) => {
    const own = given.at(-1);
    if (typeof own === 'object' && own !== null && !Array.isArray(own)) {
      given.pop();
      for (const [name, value] of Object.entries(own)) response.setHeader(name, value as string);
    }
    complete(response, requestId);
    return writeHead(...given);
  };
}

function complete(response: ServerResponse, requestId: string): void {
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
  if (env().appUrl.startsWith('https:')) {
    response.setHeader('strict-transport-security', STRICT_TRANSPORT);
  }
  if (!response.hasHeader('x-request-id')) response.setHeader('x-request-id', requestId);
  const type = response.getHeader('content-type');
  if (typeof type === 'string' && /^text\/[\w.+-]+$/.test(type)) {
    response.setHeader('content-type', `${type}; charset=utf-8`);
  }
}
