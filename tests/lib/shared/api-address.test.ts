import { describe, expect, it } from 'vitest';
import { faultOfApiAddress, plainApiAddress } from '@/lib/shared/api-address';

describe('the address of a vendor’s API', () => {
  it.each([
    ['https://rpc.example/private', 'https://rpc.example/private'],
    ['https://rpc.example/private///', 'https://rpc.example/private'],
    ['https://rpc.example', 'https://rpc.example'],
    ['HTTPS://Rpc.Example:443/Private', 'https://rpc.example/Private'],
    ['https://rpc.exam\nple/private', 'https://rpc.example/private'],
    ['https://@rpc.example/', 'https://rpc.example'],
    ['https:rpc.example', 'https://rpc.example'],
    ['https:\\\\rpc.example\\private', 'https://rpc.example/private'],
    ['https://rpc.example/a/../private', 'https://rpc.example/private'],
    ['https://rpc.example/pri\u202evate', 'https://rpc.example/pri%E2%80%AEvate'],
    ['https://b\u00fccher.example', 'https://xn--bcher-kva.example'],
    ['https://rpc.example/private?', 'https://rpc.example/private'],
    ['http://127.1:8080/', 'http://127.0.0.1:8080'],
    ['http://[::1]:8080/', 'http://[::1]:8080'],
  ])('%j is kept as %s', (text, kept) => {
    expect(faultOfApiAddress(text)).toBeNull();
    expect(plainApiAddress(text)).toBe(kept);
  });

  // In Node 20, `URL.canParse` changes its answer once it is compiled.
  it('may have an umlaut however often one is read', () => {
    const faults = Array.from({ length: 20_000 }, () =>
      faultOfApiAddress('https://bücher.example'),
    );
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it.each([
    ['rpc.example', 'no_address'],
    ['ftp://rpc.example', 'no_address'],
    ['file:///etc/passwd', 'no_address'],
    ['javascript:alert(1)', 'no_address'],
    ['https://\u202erpc.example', 'no_address'],
    ['http://rpc.example', 'clear_text'],
    ['http://0/', 'clear_text'],
    ['http://[::ffff:127.0.0.1]/', 'clear_text'],
    ['http://127.0.0.1.rpc.example', 'clear_text'],
    ['https://me@rpc.example', 'credentials'],
    ['https://:pw@rpc.example', 'credentials'],
    ['https://rpc.example/private?to=elsewhere', 'more_than_path'],
    ['https://rpc.example/private#there', 'more_than_path'],
  ])('%j is refused: %s', (text, fault) => {
    expect(faultOfApiAddress(text)).toBe(fault);
  });
});
