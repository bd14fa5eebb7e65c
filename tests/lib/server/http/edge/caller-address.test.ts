import { describe, expect, it } from 'vitest';
import { blockListOf } from '@/lib/server/address-ranges';
import { callerAddress } from '@/lib/server/http/edge/caller-address';

const nobody = blockListOf([]);
const proxies = blockListOf(['10.0.0.0/8', '192.0.2.1']);

describe('the caller’s address', () => {
  it('is the socket’s, whatever the client sends, if no proxy is trusted', () => {
    expect(callerAddress('203.0.113.9', '1.1.1.1', nobody)).toBe('203.0.113.9');
  });

  it('is what the trusted proxy reports', () => {
    expect(callerAddress('10.1.2.3', '198.51.100.7', proxies)).toBe('198.51.100.7');
  });

  it('is the last address that isn’t a trusted proxy: anything to its left is the client’s own claim', () => {
    expect(callerAddress('10.1.2.3', '6.6.6.6, 198.51.100.7, 192.0.2.1', proxies)).toBe(
      '198.51.100.7',
    );
  });

  it('is the proxy’s own if the header is missing or isn’t an address', () => {
    expect(callerAddress('10.1.2.3', undefined, proxies)).toBe('10.1.2.3');
    expect(callerAddress('10.1.2.3', 'unknown', proxies)).toBe('10.1.2.3');
  });

  it('is read from an IPv4 address on an IPv6 socket', () => {
    expect(callerAddress('10.1.2.3', '::ffff:198.51.100.7', proxies)).toBe('198.51.100.7');
  });
});
