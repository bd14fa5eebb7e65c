import { beforeAll, describe, expect, it } from 'vitest';
import { isSameOrigin, requestIdOf, traceOf } from '@/lib/server/auth/request-facts';
import { resetEnv } from '@/lib/server/env';

beforeAll(() => {
  process.env.APP_URL = 'https://desk.example';
  resetEnv();
});

describe('a mutating request (N21)', () => {
  it.each([
    ['our own origin', { origin: 'https://desk.example' }],
    ['a browser that says so itself', { 'sec-fetch-site': 'same-origin' }],
    ['both', { origin: 'https://desk.example', 'sec-fetch-site': 'same-origin' }],
    [
      'a form post of a page without referrers',
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
    ],
  ])('is accepted from %s', (_name, headers) => {
    expect(isSameOrigin(new Headers(headers as Record<string, string>))).toBe(true);
  });

  it.each([
    ['neither header', {}],
    ['another origin', { origin: 'https://evil.example' }],
    [
      'another origin that claims to be ours',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
    ['a sibling host', { origin: 'https://www.desk.example', 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['an opaque origin alone', { origin: 'null' }],
    [
      'our origin from a cross-site context',
      { origin: 'https://desk.example', 'sec-fetch-site': 'cross-site' },
    ],
    ['a longer host', { origin: 'https://desk.example.evil.example' }],
    ['another port', { origin: 'https://desk.example:8443' }],
    ['another scheme', { origin: 'http://desk.example' }],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }],
  ])('is refused from %s', (_name, headers) => {
    expect(isSameOrigin(new Headers(headers as Record<string, string>))).toBe(false);
  });

  it('may come from 127.0.0.1 if the public URL is localhost, on the same port only', () => {
    process.env.APP_URL = 'http://localhost:3000';
    resetEnv();
    expect(isSameOrigin(new Headers({ origin: 'http://127.0.0.1:3000' }))).toBe(true);
    expect(isSameOrigin(new Headers({ origin: 'http://127.0.0.1:3001' }))).toBe(false);
    expect(isSameOrigin(new Headers({ origin: 'http://localhost.evil.example:3000' }))).toBe(false);
  });
});

describe('a request id', () => {
  it('is kept if well formed', () => {
    expect(requestIdOf(new Headers({ 'x-request-id': 'abc-123.X_9' }))).toBe('abc-123.X_9');
  });

  it('is replaced if it could break a log line or is too long', () => {
    expect(requestIdOf(new Headers({ 'x-request-id': 'a b' }))).toMatch(/^[0-9a-f-]{36}$/);
    expect(requestIdOf(new Headers({ 'x-request-id': 'a'.repeat(129) }))).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });
});

describe('a trace context', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const span = '00f067aa0ba902b7';

  it('is known by the names that log tools look for', () => {
    expect(traceOf(`00-${trace}-${span}-01`)).toEqual({
      trace_id: trace,
      span_id: span,
      trace_flags: '01',
    });
  });

  it.each([
    ['none', null],
    ['two', [`00-${trace}-${span}-01`, `00-${trace}-${span}-01`]],
    ['one of zeros', `00-${'0'.repeat(32)}-${span}-01`],
    ['one without a caller', `00-${trace}-${'0'.repeat(16)}-01`],
    ['an unknown version', `ff-${trace}-${span}-01`],
    ['capitals', `00-${trace.toUpperCase()}-${span}-01`],
    ['something longer', `00-${trace}-${span}-01-x`],
    ['a line break', `00-${trace}-${span}-01\n`],
  ])('is left out if there is %s', (_name, given) => {
    expect(traceOf(given)).toEqual({});
  });
});
