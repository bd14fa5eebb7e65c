import { expect, it } from 'vitest';
import { placeOf, placeWords } from '@/lib/shared/place';

it.each([
  ['127.0.0.1', 'this_computer'],
  ['::1', 'this_computer'],
  ['::ffff:127.0.0.1', 'this_computer'],
  ['10.1.2.3', 'private_network'],
  ['172.16.0.1', 'private_network'],
  ['172.31.255.1', 'private_network'],
  ['172.32.0.1', 'internet'],
  ['192.168.1.2', 'private_network'],
  ['100.64.0.1', 'private_network'],
  ['100.127.9.9', 'private_network'],
  ['100.128.0.1', 'internet'],
  ['fd12:3456::1', 'private_network'],
  ['fe80::1', 'private_network'],
  ['2001:db8::1', 'internet'],
  ['203.0.113.7', 'internet'],
  [null, 'unknown'],
] as const)('%s is %s', (ip, place) => {
  expect(placeOf(ip)).toBe(place);
});

it('is put into words that claim no more than is known', () => {
  expect(placeWords('203.0.113.7')).toBe('203.0.113.7');
  expect(placeWords('10.1.2.3')).toBe('10.1.2.3 (private network)');
  expect(placeWords(null)).toBe('an unknown address');
});
