import 'server-only';
import { isIP } from 'node:net';

/**
 * Who an address belongs to: an IPv4 address to itself, an IPv6 address to its /64, which is what
 * one customer of a provider gets and may use every address of.
 */
export function networkOf(ip: string | null): string {
  const address = (ip ?? '').replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(address) !== 6) return address || 'unknown';
  // The URL parser knows all spellings of one address.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail].map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array<string>(8 - (before?.length ?? 0) - (after?.length ?? 0)).fill('0');
  const groups = [...(before ?? []), ...zeros, ...(after ?? [])];
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') {
    return groups.slice(6).join(':');
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
