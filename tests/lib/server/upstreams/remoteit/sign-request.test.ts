import { describe, expect, it } from 'vitest';
import { signatureOver, signedHeaders } from '@/lib/server/upstreams/remoteit/login';

const KEY = {
  accessKeyId: 'TESTKEYIDAAAAAAAAAAA',
  secretAccessKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
};
const URL_V1 = new URL('https://api.remote.it/graphql/v1');
const NEW_YEAR = new Date('2026-01-01T00:00:00.000Z');

describe('a signed request', () => {
  it('has the signature of the vector over four headers, to the byte', () => {
    expect(signedHeaders(URL_V1, NEW_YEAR, KEY)).toEqual({
      host: 'api.remote.it',
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'content-type': 'application/json',
      authorization:
        'Signature keyId="TESTKEYIDAAAAAAAAAAA",algorithm="hmac-sha256",headers="(request-target) host date content-type",signature="G//lhuR/h5pp2jR+1NjjvKVuxu/dVZy7RyEt/xgTmyY="',
    });
  });

  it('has the signature of the vector over five headers, to the byte', () => {
    const headers = {
      '(request-target)': 'post /graphql/v1',
      host: 'api.remote.it',
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'content-type': 'application/json',
      'content-length': '34',
    };
    expect(signatureOver(headers, KEY)).toBe(
      'Signature keyId="TESTKEYIDAAAAAAAAAAA",algorithm="hmac-sha256",headers="(request-target) host date content-type content-length",signature="uR13Yi/nDg6SXq+r8R+lKRdpqrW6FpGBXn6Qc6Uzh1k="',
    );
  });

  it('names the host with a non-default port', () => {
    const { host } = signedHeaders(new URL('http://localhost:4321/graphql/v1'), NEW_YEAR, KEY);
    expect(host).toBe('localhost:4321');
  });
});
