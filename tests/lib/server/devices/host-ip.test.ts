import { describe, expect, it } from 'vitest';
import { hostIpFor } from '@/lib/server/devices/allowed-address';

describe('hostIpFor', () => {
  it.each([
    ['198.51.100.20', '198.51.100.20'],
    ['::ffff:8.8.8.8', '8.8.8.8'],
    ['192.168.1.20', '255.255.255.255'],
    ['100.64.0.1', '255.255.255.255'],
    ['127.0.0.1', '255.255.255.255'],
    ['0.0.0.0', '255.255.255.255'],
    ['255.255.255.255', '255.255.255.255'],
    ['2001:db8::1', '255.255.255.255'],
    ['not an address', '255.255.255.255'],
    [null, '255.255.255.255'],
  ])('lets in the caller at %s by sending %s', (ip, hostIp) => {
    expect(hostIpFor('me', ip)).toBe(hostIp);
  });

  it('restricts no one if anyone may connect', () => {
    expect(hostIpFor('anyone', '198.51.100.20')).toBe('0.0.0.0');
  });
});
