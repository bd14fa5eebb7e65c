import 'server-only';
import { BlockList, isIPv4 } from 'node:net';

/** remote.it's word for: open to everybody. */
const ANYONE = '0.0.0.0';
/** remote.it's word for: the first caller is let in, and nobody else after. */
const FIRST_CALLER = '255.255.255.255';

/** Ranges no caller on the internet comes from (RFC 6890); the addresses of examples are not among them. */
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
 * The address that remote.it is told to let in. It is always told one: left out, it would take this
 * server's. An address inside a private network, and IPv6, which v27 does not document, can't be
 * named; then the first caller counts.
 */
export function hostIpFor(allowFrom: 'me' | 'anyone', ip: string | null): string {
  if (allowFrom === 'anyone') return ANYONE;
  const address = ip?.replace(/^::ffff:/i, '') ?? '';
  return isIPv4(address) && !unreachable.check(address) ? address : FIRST_CALLER;
}
