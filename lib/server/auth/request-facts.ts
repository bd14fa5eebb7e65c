import 'server-only';
import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { BACKGROUND_HEADER } from '@/lib/shared/background-call';
import { isOwnOrigin } from './own-address';

/**
 * An id that only the server gives, for its log: `x-request-id` may be the caller's own, and two
 * callers may choose the same.
 */
export const SERVER_REQUEST_ID = 'x-server-request-id';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's request id where it is well formed, else a new one. */
export function requestIdOf(headers: Headers): string {
  return wellFormedRequestId(headers.get('x-request-id')) ?? randomUUID();
}

/** A request id that is safe to log and to send back, or null. */
export function wellFormedRequestId(given: string | string[] | null | undefined): string | null {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : null;
}

/**
 * The caller's address. `lib/edge` has replaced whatever the client wrote into this header by
 * what the socket and the configured proxies say.
 */
export function clientAddress(headers: Headers): string | null {
  const address = headers.get('x-forwarded-for')?.split(',')[0]?.trim() ?? '';
  return isIP(address) ? address : null;
}

/**
 * Whether a mutating request comes from our own pages. `Sec-Fetch-Site` can't be set by a page, so
 * `same-origin` settles it (a form post under `no-referrer` has `Origin: null`); without it
 * `Origin` must equal the public URL's.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  if (site !== null && site !== 'same-origin') return false;
  if (origin === null || (origin === 'null' && site !== null)) return site === 'same-origin';
  return isOwnOrigin(origin);
}

/** Whether a browser says that another site has it make this call: a link or a script there. */
export function isFromElsewhere(headers: Headers): boolean {
  return ['cross-site', 'same-site'].includes(headers.get('sec-fetch-site') ?? '');
}

/** Whether a page or a browser makes this call by itself: a poll, or a page fetched ahead. */
export function isBackgroundCall(headers: Headers): boolean {
  const purpose = headers.get('sec-purpose') ?? headers.get('purpose') ?? '';
  return headers.has(BACKGROUND_HEADER) || purpose.startsWith('prefetch');
}
