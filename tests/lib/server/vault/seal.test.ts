import { describe, expect, it } from 'vitest';
import {
  rewrap,
  seal,
  unseal,
  UnsealError,
  type SealPlace,
  masterKey,
} from '@/lib/server/vault/seal';

const place: SealPlace = {
  accountId: 'rpc_default',
  username: 'ann@hill.example',
  field: 'password',
  secretId: 'sec_1',
};
const key = masterKey(Buffer.alloc(32, 1).toString('base64'));
const otherKey = masterKey(Buffer.alloc(32, 2).toString('base64'));

describe('an encrypted password', () => {
  it('decrypts to the original', () => {
    expect(unseal(place, seal(place, 'Größe 🔑 s3cret', key), key)).toBe('Größe 🔑 s3cret');
  });

  it('never looks the same twice and doesn’t contain the password', () => {
    const first = seal(place, 's3cret-canary', key);
    expect(first.equals(seal(place, 's3cret-canary', key))).toBe(false);
    expect(first.includes('s3cret-canary')).toBe(false);
  });

  it('can’t be decrypted for another account, user, field or storing (N39)', () => {
    const sealed = seal(place, 's3cret', key);
    const elsewhere = [
      { ...place, accountId: 'rpc_other' },
      { ...place, username: 'bob@hill.example' },
      { ...place, field: 'note' as 'password' },
      { ...place, secretId: 'sec_2' },
    ];
    for (const other of elsewhere) expect(() => unseal(other, sealed, key)).toThrow(UnsealError);
  });

  it('can’t be assembled from two others (N39)', () => {
    const one = seal(place, 's3cret', key);
    const other = seal(place, 'another', key);
    const mixed = Buffer.concat([one.subarray(0, 61), other.subarray(61)]);
    expect(() => unseal(place, mixed, key)).toThrow(UnsealError);
  });

  it('can’t be decrypted with any bit changed, and the errors don’t differ (N38)', () => {
    const sealed = seal(place, 's3cret', key);
    for (let index = 0; index < sealed.length; index += 1) {
      for (let bit = 1; bit < 256; bit *= 2) {
        const damaged = Buffer.from(sealed);
        damaged[index] = (damaged[index] ?? 0) ^ bit;
        expect(() => unseal(place, damaged, key)).toThrow(
          new UnsealError('This secret can’t be decrypted.'),
        );
      }
    }
  });

  it('can’t be decrypted if truncated, empty or with another key', () => {
    const sealed = seal(place, 's3cret', key);
    for (const length of [0, 1, 12, 60, 61, 88, sealed.length - 1]) {
      expect(() => unseal(place, sealed.subarray(0, length), key)).toThrow(UnsealError);
    }
    expect(() => unseal(place, sealed, otherKey)).toThrow(UnsealError);
    expect(() => unseal(place, sealed, { ...otherKey, id: key.id })).toThrow(UnsealError);
  });

  it('decrypts under another master key after rewrapping, and no longer under the first', () => {
    const moved = rewrap(place, seal(place, 's3cret', key), key, otherKey);
    expect(unseal(place, moved, otherKey)).toBe('s3cret');
    expect(() => unseal(place, moved, key)).toThrow(UnsealError);
  });

  it('isn’t rewrapped if damaged', () => {
    const sealed = seal(place, 's3cret', key);
    sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1;
    expect(() => rewrap(place, sealed, key, otherKey)).toThrow(UnsealError);
  });
});
