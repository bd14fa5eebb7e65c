import 'server-only';
import { isIP, type BlockList } from 'node:net';
import { isListed } from '@/lib/server/address-ranges';
import { env } from '@/lib/server/env';
import { log } from '@/lib/server/log';

/**
 * The first address, starting from our side, that isn't a trusted proxy's. Without trusted proxies,
 * that is the socket's own.
 */
export function callerAddress(
  peer: string,
  forwardedFor: string | string[] | undefined,
  trusted: BlockList,
): string {
  const chain = [forwardedFor ?? []]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => plainAddress(text.trim()));
  let caller = peer;
  while (chain.length > 0 && isListed(caller, trusted)) {
    const next = chain.pop() ?? '';
    if (!isIP(next)) break;
    caller = next;
  }
  return caller;
}

/** An IPv4 caller on an IPv6 socket appears as `::ffff:10.0.0.1`. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/i, '');
}

// Next loads this module several times in one process, but the edge and the pages share one flag.
declare global {
  var resellerDeskSawForwardedFor: boolean | undefined;
}

/** Receives each request's original `X-Forwarded-For`. Logs the first one that can't be trusted. */
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
  'Requests arrive with X-Forwarded-For, but TRUSTED_PROXY isn’t set. Behind a reverse proxy, everyone then appears to have the proxy’s address, and one person’s wrong passwords slow down sign-in for everyone. Set TRUSTED_PROXY to the proxy’s address. If there is no proxy, ignore this.';
