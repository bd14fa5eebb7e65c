import 'server-only';
import { env } from '@/lib/server/env';
import { log } from '@/lib/server/log';
import { isSameAddress, wrongAddressDetail } from '@/lib/shared/own-address';

/** A host name or an address, with or without a port: nothing that a URL parser reads otherwise. */
const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;
const MAX_HOST_LENGTH = 255;
/** So many wrong addresses are logged, each once: a scanner must not fill the log. */
const MAX_WARNINGS = 10;

/** The address people use, from `APP_URL`. */
export function publicUrl(): string {
  return env().appUrl;
}

/** Whether a page at this origin is one of ours: the public URL's (`APP_URL`). */
export function isOwnOrigin(origin: string): boolean {
  return isSameAddress(origin, env().appUrl);
}

/** Whether a `Host` header names the public URL's host and port. */
export function isOwnHost(host: string | undefined): boolean {
  if (!isHost(host)) return false;
  const { protocol } = new URL(env().appUrl);
  const text = `${protocol}//${host}`;
  return URL.canParse(text) && isOwnOrigin(new URL(text).origin);
}

/** Whether the text is a host as browsers send it, and may be repeated to a person. */
export function isHost(host: string | undefined): host is string {
  return host !== undefined && host.length <= MAX_HOST_LENGTH && HOST.test(host);
}

/**
 * Why a call whose `Origin` isn't ours was refused, where that origin most likely is this product
 * at another address than `APP_URL`; undefined for a call that a browser says comes from elsewhere.
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

/** One line in the log for each wrong address. */
export function warnOfWrongAddress(opened: string | null): void {
  if (warned.has(opened) || warned.size >= MAX_WARNINGS) return;
  warned.add(opened);
  const { appUrl } = env();
  log().warn({ opened, appUrl }, 'opened at another address than APP_URL; set APP_URL to it');
}
