import 'server-only';
import type { IncomingMessage } from 'node:http';
import { isHost, isOwnHost, publicUrl } from '@/lib/server/auth/request-facts';
import type { ErrorCode } from '@/lib/server/errors';
import { wrongAddressDetail } from '@/lib/shared/addresses';

/** A request that is answered before it reaches Next. */
export type Refusal = {
  code: ErrorCode;
  detail: string;
  headers?: Record<string, string>;
};

const BEHIND_A_PROXY = 'Behind a proxy, also make sure it passes on the Host header.';

const API_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const PAGE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
/** Control characters, and others that a request line can't contain unescaped. */
const UNPRINTABLE = /[^\x21-\x7e]/;
const CONTROLS = /\p{Cc}/u;

/** The path of a request, as received, without the query. */
export function pathOf({ url = '' }: Pick<IncomingMessage, 'url'>): string {
  return url.split('?', 1)[0] ?? '';
}

export function isApiPath(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'headersDistinct'>;

/** Why a request isn't passed on, or null. */
export function refusalOf(request: Asked, isDevelopment: boolean): Refusal | null {
  const path = pathOf(request);
  return (
    refusalOfPath(path, request.url ?? '') ??
    (path.startsWith('/api/health/') ? null : refusalOfHost(request)) ??
    refusalOfMethod(request.method ?? '', path, isDevelopment)
  );
}

function refusalOfPath(path: string, url: string): Refusal | null {
  const decoded = UNPRINTABLE.test(url) || !path.startsWith('/') ? null : decode(path);
  if (decoded === null) {
    return {
      code: 'invalid_request',
      detail: 'The address can’t be read. Check its percent signs (%).',
    };
  }
  // Nothing of ours has such a name, and neither the file system nor the database accepts it. With
  // `.rsc` in the path Next would take any request for one of its own, which has a header instead.
  if (CONTROLS.test(decoded) || path === '/api' || decoded.endsWith('.rsc')) {
    return { code: 'not_found', detail: 'There’s nothing at this address. Check it for typos.' };
  }
  return null;
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function refusalOfHost({ headers, headersDistinct }: Asked): Refusal | null {
  const hosts = headersDistinct.host ?? [];
  if (hosts.length === 1 && isOwnHost(hosts[0])) return null;
  const detail = wrongAddressDetail(openedAt(headers), publicUrl());
  return { code: 'wrong_host', detail: `${detail} ${BEHIND_A_PROXY}` };
}

/**
 * The address a person sees in the address bar, as far as the request reveals it. It is only shown,
 * so an untrusted proxy is believed about the scheme.
 */
export function openedAt(headers: IncomingMessage['headers']): string | null {
  const { host, 'x-forwarded-proto': scheme } = headers;
  if (!isHost(host)) return null;
  return `${scheme === 'https' ? 'https' : 'http'}://${host}`;
}

function refusalOfMethod(method: string, path: string, isDevelopment: boolean): Refusal | null {
  const isApi = isApiPath(path);
  // Next's development server has its own addresses that accept posts.
  const allowed = isApi || isDevelopment ? API_METHODS : PAGE_METHODS;
  if (allowed.includes(method)) return null;
  const allow = allowed.join(', ');
  return {
    code: 'method_not_allowed',
    detail: `This address accepts ${allow}.`,
    headers: { allow },
  };
}
