import 'server-only';
import { BlockList, isIP } from 'node:net';

/** Whether it is an address or a range: `10.0.0.1`, `10.0.0.0/8`, `2001:db8::/32`. */
export function isAddressOrRange(text: string): boolean {
  const [address = '', bits, rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest !== undefined) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  );
}

/** Addresses and ranges as a list that can be queried. */
export function blockListOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Whether an address is in one of the ranges; what isn't an address is in none. */
export function isListed(address: string | null, list: BlockList): boolean {
  const family = isIP(address ?? '');
  return family !== 0 && list.check(address ?? '', family === 6 ? 'ipv6' : 'ipv4');
}
