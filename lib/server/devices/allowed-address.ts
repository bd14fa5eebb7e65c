import { BlockList, isIPv4 } from 'node:net';

/** remote.it's value for: open to everyone. */
const ANYONE = '0.0.0.0';
/** remote.it's value for: the first caller is let in, and no one else. */
const FIRST_CALLER = '255.255.255.255';

/** Ranges that no internet caller comes from (RFC 6890); example addresses aren't included. */
const unreachable = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  unreachable.addSubnet(network, prefix);
}

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
  return isIPv4(address) && !unreachable.check(address) ? address : null;
}
