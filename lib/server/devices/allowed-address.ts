import 'server-only';
import { isIPv4 } from 'node:net';
import { isInternetAddress } from '@/lib/server/internet-address';

/** remote.it's value for: open to everyone. */
const ANYONE = '0.0.0.0';
/** remote.it's value for: the first caller is let in, and no one else. */
const FIRST_CALLER = '255.255.255.255';

/**
 * The address that remote.it lets in. It's always sent: left out, remote.it would use this
 * server's. An address in a private network, and IPv6, which v27 doesn't document, can't be named;
 * then the first caller is let in.
 */
export function hostIpFor(allowFrom: 'me' | 'anyone', ip: string | null): string {
  return allowFrom === 'anyone' ? ANYONE : (publicAddress(ip) ?? FIRST_CALLER);
}

/** The IPv4 address from which a person reaches remote.it's proxies; null if it isn't known. */
export function publicAddress(ip: string | null): string | null {
  const address = ip?.replace(/^::ffff:/i, '') ?? '';
  return isIPv4(address) && isInternetAddress(address) ? address : null;
}
