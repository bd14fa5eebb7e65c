import 'server-only';
import { env } from '@/lib/server/env';
import { log } from '@/lib/server/log';

// Next loads this module several times in one process; the edge and the pages share one answer.
declare global {
  var resellerDeskSawForwardedFor: boolean | undefined;
}

/** Hears of each request's `X-Forwarded-For`, as it came in. Logs the first that nobody may believe. */
export function noteForwardedFor(header: string | string[] | undefined): void {
  if (header === undefined || globalThis.resellerDeskSawForwardedFor) return;
  if (env().trustedProxies.length > 0) return;
  globalThis.resellerDeskSawForwardedFor = true;
  log().warn({ setting: 'TRUSTED_PROXY' }, forwardedForWarning);
}

export function sawForwardedFor(): boolean {
  return globalThis.resellerDeskSawForwardedFor ?? false;
}

export const forwardedForWarning =
  'Requests arrive with X-Forwarded-For, but TRUSTED_PROXY isn’t set. Behind a reverse proxy everyone then has the proxy’s address, and the wrong passwords of one person slow down the sign-in of all. Set TRUSTED_PROXY to the proxy’s address. If there is no proxy, ignore this.';
