import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAutoLoginLink } from '@/lib/server/sign-in-as/create-auto-login-link';
import { badLinks, goodLink as good } from '@/tests/support/bad-links';
import { size } from '@/tests/support/size';

const allowed = ['https://login.remotepc.com'];
const rest = '/rpcnew/process/autologin/eyJhbGciOiJIUzUxMiJ9';

describe('checkAutoLoginLink', () => {
  it.each([good, `${good}~`, `${good}${'a'.repeat(4_096 - good.length)}`])(
    'accepts the documented form unchanged: %.80s',
    (link) => {
      expect(checkAutoLoginLink(link, allowed)).toBe(link);
    },
  );

  it('is tested with more than 300 bad links (N26)', () => {
    expect(new Set(badLinks.map(([, link]) => link)).size).toBeGreaterThanOrEqual(300);
  });

  it.each([...badLinks])('refuses %s', (_name, link) => {
    expect(checkAutoLoginLink(link, allowed)).toBeNull();
  });

  it('accepts the sandbox’s origin, including its port, for the sandbox account only', () => {
    const link = `http://127.0.0.1:43210${rest}`;
    expect(checkAutoLoginLink(link, ['http://127.0.0.1:43210'])).toBe(link);
    expect(checkAutoLoginLink(link, ['http://127.0.0.1:43211'])).toBeNull();
    expect(checkAutoLoginLink(link, allowed)).toBeNull();
    expect(checkAutoLoginLink(good, ['http://127.0.0.1:43210'])).toBeNull();
  });

  it('never accepts what a parser reads as another host', () => {
    const piece = fc.constantFrom(
      ...[
        'https:',
        'http:',
        '//',
        '/',
        '\\',
        '@',
        ':',
        '#',
        '?',
        '%',
        '%2f',
        '%0a',
        '\t',
        '\n',
        ' ',
      ],
      ...['login.remotepc.com', 'evil.example', '.', 'user', '443', '..', rest, 'é', '\u0000'],
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const link = fc.oneof(
      text,
      text.map((tail) => good + tail),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(link, (candidate) => {
        const checked = checkAutoLoginLink(candidate, allowed);
        if (checked === null) return;
        const url = new URL(checked);
        expect(checked).toBe(candidate);
        expect(checked).toMatch(/^[\x21-\x7e]+$/);
        expect([url.origin, url.username, url.password]).toEqual([
          'https://login.remotepc.com',
          '',
          '',
        ]);
        expect(url.pathname).toMatch(/^\/rpcnew\/process\/autologin\/./);
      }),
      { numRuns: size(2_000, 10_000) },
    );
  });
});
