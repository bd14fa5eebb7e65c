import 'server-only';
import { BlockList, isIP } from 'node:net';

/**
 * The first address, read from our side, that is not a trusted proxy's. Without trusted proxies
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
  while (chain.length > 0 && isTrusted(caller, trusted)) {
    const next = chain.pop() ?? '';
    if (!isIP(next)) break;
    caller = next;
  }
  return caller;
}

/** Addresses and ranges (`10.0.0.0/8`) as a list that can be asked. */
export function blockListOf(entries: string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** An IPv4 caller on an IPv6 socket comes as `::ffff:10.0.0.1`. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/i, '');
}
