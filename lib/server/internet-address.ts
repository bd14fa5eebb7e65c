import 'server-only';
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv4 that nothing on the internet has (RFC 6890); example addresses aren't included. */
const notOnInternet = new BlockList();
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
  notOnInternet.addSubnet(network, prefix);
}

/**
 * All that is assigned of IPv6. What leads on to an IPv4 address, such as `::ffff:127.0.0.1` or
 * NAT64's `64:ff9b::7f00:1`, isn't in it.
 */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Within it: protocols' own addresses (Teredo among them), 6to4, which has IPv4 in it, and examples. */
const special = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  special.addSubnet(network, prefix, 'ipv6');
}

/** Whether an IP address is one of the internet: not this machine, nor a private network. */
export function isInternetAddress(ip: string): boolean {
  if (isIPv4(ip)) return !notOnInternet.check(ip);
  return isIPv6(ip) && globalUnicast.check(ip, 'ipv6') && !special.check(ip, 'ipv6');
}
