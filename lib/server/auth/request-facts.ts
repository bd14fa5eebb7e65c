import 'server-only';
import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { env } from '@/lib/server/env';
import { log } from '@/lib/server/log';
import { isSameAddress, wrongAddressDetail } from '@/lib/shared/addresses';
import { BACKGROUND_HEADER } from '@/lib/shared/wire';
import { parseUrl } from '@/lib/shared/parse-url';

/**
 * An id that only the server creates, for its log: `x-request-id` may be the caller's own, and two
 * callers may choose the same.
 */
export const SERVER_REQUEST_ID = 'x-server-request-id';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's request id if it is well formed, otherwise a new one. */
export function requestIdOf(headers: Headers): string {
  return wellFormedRequestId(headers.get('x-request-id')) ?? randomUUID();
}

/** A request id that is safe to log and to return, or null. */
export function wellFormedRequestId(given: string | string[] | null | undefined): string | null {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : null;
}

const TRACE_PARENT = /^(?!ff)[\da-f]{2}-(?!0+-)([\da-f]{32})-(?!0+-)([\da-f]{16})-([\da-f]{2})$/;

/**
 * The caller's W3C trace context (`traceparent`) for a log line, by OpenTelemetry's names, which
 * log tools know. It isn't passed on: vendors and receivers have no use for how we trace.
 */
export function traceOf(given: string | string[] | null | undefined): Record<string, string> {
  const [, traceId, spanId, flags] = (typeof given === 'string' && TRACE_PARENT.exec(given)) || [];
  if (!traceId || !spanId || !flags) return {};
  return { trace_id: traceId, span_id: spanId, trace_flags: flags };
}

/**
 * The caller's address. `lib/server/http/edge` has replaced the client's value in this header with
 * the one that the socket and the configured proxies give.
 */
export function clientAddress(headers: Headers): string | null {
  const address = headers.get('x-forwarded-for')?.split(',')[0]?.trim() ?? '';
  return isIP(address) ? address : null;
}

const BEARER = /^Bearer +(.*)$/i;

/** The API token that a call carries; null: none, then a session counts. */
export function tokenOf(headers: Headers): string | null {
  return BEARER.exec(headers.get('authorization') ?? '')?.[1] ?? null;
}

/**
 * Whether a mutating request comes from our own pages. A page can't set `Sec-Fetch-Site`, so
 * `same-origin` decides (a form post with `no-referrer` has `Origin: null`); without it, `Origin`
 * must equal the public URL's.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  if (site !== null && site !== 'same-origin') return false;
  if (origin === null || (origin === 'null' && site !== null)) return site === 'same-origin';
  return isOwnOrigin(origin);
}

/** Whether a browser reports that another site caused this call: a link or a script there. */
export function isFromElsewhere(headers: Headers): boolean {
  return ['cross-site', 'same-site'].includes(headers.get('sec-fetch-site') ?? '');
}

/** Whether a page or a browser makes this call on its own: a poll, or a prefetch. */
export function isBackgroundCall(headers: Headers): boolean {
  const purpose = headers.get('sec-purpose') ?? headers.get('purpose') ?? '';
  return headers.has(BACKGROUND_HEADER) || purpose.startsWith('prefetch');
}

/**
 * What an address is counted as: an IPv4 address as itself, an IPv6 address as its /64, which is
 * what a provider gives one customer, who may use every address in it.
 */
export function networkOf(ip: string | null): string {
  const address = (ip ?? '').replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(address) !== 6) return address || 'unknown';
  // The URL parser knows all spellings of an address.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail].map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array<string>(8 - (before?.length ?? 0) - (after?.length ?? 0)).fill('0');
  const groups = [...(before ?? []), ...zeros, ...(after ?? [])];
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') {
    return groups.slice(6).join(':');
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/**
 * A host name or an address, with or without a port: nothing that a URL parser reads differently.
 */
const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;
const MAX_HOST_LENGTH = 255;
/** Only this many wrong addresses are logged, each once: a scanner must not fill the log. */
const MAX_WARNINGS = 10;

/** The address people use, from `APP_URL`. */
export function publicUrl(): string {
  return env().appUrl;
}

/** Whether a page at this origin is ours: the public URL's (`APP_URL`). */
function isOwnOrigin(origin: string): boolean {
  return isSameAddress(origin, env().appUrl);
}

/** Whether a `Host` header names the public URL's host and port. */
export function isOwnHost(host: string | undefined): boolean {
  if (!isHost(host)) return false;
  const { protocol } = new URL(env().appUrl);
  const url = parseUrl(`${protocol}//${host}`);
  return url !== null && isOwnOrigin(url.origin);
}

/** Whether a page of another origin makes this call; other software doesn't send `Origin`. */
export function isFromOtherOrigin(headers: Headers): boolean {
  const origin = headers.get('origin');
  return origin !== null && !isOwnOrigin(origin);
}

/** Whether the text is a host as browsers send it, safe to show to a person. */
export function isHost(host: string | undefined): host is string {
  return host !== undefined && host.length <= MAX_HOST_LENGTH && HOST.test(host);
}

/**
 * Why a call whose `Origin` isn't ours was refused, if that origin is most likely this product at
 * another address than `APP_URL`; undefined for a call that a browser reports as coming from
 * elsewhere.
 */
export function explainForeignOrigin(headers: Headers): string | undefined {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site') ?? 'same-origin';
  if (!origin || site !== 'same-origin' || !/^https?:/.test(origin)) return undefined;
  if (origin.length > MAX_HOST_LENGTH || isOwnOrigin(origin)) return undefined;
  warnOfWrongAddress(origin);
  return wrongAddressDetail(origin, env().appUrl);
}

const warned = new Set<string | null>();

/** One log line for each wrong address. */
export function warnOfWrongAddress(opened: string | null): void {
  if (warned.has(opened) || warned.size >= MAX_WARNINGS) return;
  warned.add(opened);
  const { appUrl } = env();
  log().warn({ opened, appUrl }, 'opened at another address than APP_URL; set APP_URL to it');
}
