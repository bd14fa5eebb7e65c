import { beforeAll, describe, expect, it } from 'vitest';
import { resetEnv } from '@/lib/server/env';
import { refusalOf } from '@/lib/server/http/edge/refusal';

type Given = { method?: string; hosts?: string[]; headers?: Record<string, string> };

function ask(url: string, { method = 'GET', hosts = ['localhost:3000'], headers }: Given = {}) {
  const request = {
    method,
    url,
    headers: { host: hosts[0], ...headers },
    headersDistinct: { host: hosts },
  };
  return refusalOf(request, false);
}

function useAppUrl(appUrl: string): void {
  process.env.APP_URL = appUrl;
  resetEnv();
}

beforeAll(() => useAppUrl('http://localhost:3000'));

describe('a host that isn’t APP_URL’s (S20, N20)', () => {
  it.each(['localhost:3000', '127.0.0.1:3000', '127.0.0.2:3000', '[::1]:3000', 'LOCALHOST:3000'])(
    'isn’t %s on your own machine',
    (host) => {
      expect(ask('/users', { hosts: [host] })).toBeNull();
    },
  );

  it.each([
    ['another name', ['evil.example:3000']],
    ['a longer name', ['localhost.evil.example:3000']],
    ['another port', ['localhost:3001']],
    ['no port', ['localhost']],
    ['the machine’s own address', ['10.0.0.5:3000']],
    ['credentials', ['localhost:3000@evil.example']],
    ['a path', ['localhost:3000/x']],
    ['nothing', ['']],
    ['none at all', []],
    ['two of them', ['localhost:3000', 'evil.example']],
  ])('is refused with 421: %s', (_name, hosts) => {
    for (const url of ['/users', '/api/users', '/sign-in', '/icon.svg', '/_next/static/x.js']) {
      expect(ask(url, { hosts })?.code, url).toBe('wrong_host');
    }
  });

  it('is compared without the scheme’s default port, and loopback is no exception elsewhere', () => {
    useAppUrl('https://desk.example');
    expect(ask('/users', { hosts: ['desk.example'] })).toBeNull();
    expect(ask('/users', { hosts: ['desk.example:443'] })).toBeNull();
    expect(ask('/users', { hosts: ['desk.example:80'] })?.code).toBe('wrong_host');
    expect(ask('/users', { hosts: ['127.0.0.1:3000'] })?.code).toBe('wrong_host');
    useAppUrl('http://localhost:3000');
  });

  it('may request the health of the server', () => {
    expect(ask('/api/health/live', { hosts: ['10.0.0.5'] })).toBeNull();
    expect(ask('/api/health/ready', { hosts: [] })).toBeNull();
  });

  it('gets both addresses and the setting (FF-16)', () => {
    const plain = ask('/', { hosts: ['10.0.0.5:3000'] })?.detail;
    expect(plain).toMatch(
      /http:\/\/10\.0\.0\.5:3000, but APP_URL is set to http:\/\/localhost:3000/,
    );
    const headers = { 'x-forwarded-proto': 'https' };
    expect(ask('/', { hosts: ['desk.example'], headers })?.detail).toContain(
      'https://desk.example,',
    );
    expect(ask('/', { hosts: ['<b>'] })?.detail).toContain('at an address that can’t be read,');
  });
});

describe('a method (S22, N07)', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'PURGE', 'M-SEARCH'])(
    '%s is refused by pages and files with 405 and what they accept',
    (method) => {
      for (const url of ['/', '/users', '/sign-in?x=1', '/icon.svg', '/_next/static/x.js', '/no']) {
        const refusal = ask(url, { method });
        expect(refusal?.code, url).toBe('method_not_allowed');
        expect(refusal?.headers?.allow).toBe('GET, HEAD, OPTIONS');
      }
    },
  );

  it.each(['TRACE', 'PROPFIND', 'PURGE', 'CONNECT', 'QUERY'])('%s is refused by /api', (method) => {
    const refusal = ask('/api/users', { method });
    expect(refusal?.code).toBe('method_not_allowed');
    expect(refusal?.headers?.allow).toBe('GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
  });

  it('that a route may have is left to the route', () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      expect(ask('/api/users', { method })).toBeNull();
    }
    expect(ask('/users', { method: 'HEAD' })).toBeNull();
  });
});

describe('an address that can’t be read (S18)', () => {
  it.each([
    '/%ff',
    '/users/%',
    '/api/%ff',
    '/api/staff/%c3',
    '/a%zz',
    '/é',
    'users',
    '*',
    '',
    'http://localhost:3000/users',
  ])('%s is refused with 400', (url) => {
    expect(ask(url)?.code).toBe('invalid_request');
  });

  it.each([
    '/users.rsc',
    '/users%2ersc',
    '/%00',
    '/api/staff/%00',
    '/invitations/%0a',
    '/users%1b',
    '/api',
    '/api?x=1',
  ])('%s doesn’t exist and is refused with 404', (url) => {
    expect(ask(url)?.code).toBe('not_found');
  });

  it.each(['/users?search=%ff', '/invitations/%25ff', '/%C3%A9', '/a%20b'])(
    '%s isn’t one',
    (url) => {
      expect(ask(url)).toBeNull();
    },
  );
});
