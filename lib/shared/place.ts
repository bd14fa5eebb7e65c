/**
 * What can honestly be said about where an address is. Not a city: an address doesn't tell, and
 * asking a service would tell it who signs in here.
 */
export type Place = 'this_computer' | 'private_network' | 'internet' | 'unknown';

const LOOPBACK = /^(127\.|::1$)/;
const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;

export function placeOf(ip: string | null): Place {
  if (ip === null || ip === '') return 'unknown';
  const address = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  if (LOOPBACK.test(address)) return 'this_computer';
  return PRIVATE.test(address) ? 'private_network' : 'internet';
}

/** "203.0.113.7", "10.1.2.3 (private network)". */
export function placeWords(ip: string | null): string {
  const words = {
    this_computer: `${ip} (the server’s own computer)`,
    private_network: `${ip} (private network)`,
    internet: `${ip}`,
    unknown: 'an unknown address',
  };
  return words[placeOf(ip)];
}
