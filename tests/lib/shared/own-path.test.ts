import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownPath } from '@/lib/shared/addresses';

const OWN = 'https://desk.example';

describe('where a browser goes after signing in (S6)', () => {
  it.each(['/', '/users', '/users?page=2&search=a%20b', '/invitations/bat_1#row', '/set-up'])(
    'is %s if that was requested',
    (path) => {
      expect(ownPath(path)).toBe(path);
    },
  );

  it.each([
    '/.//evil.example/',
    '/..//evil.example',
    '/x/..//evil.example',
    '/%2e//evil.example',
    '/./\\evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    'users',
    '',
    undefined,
    ['/users'],
  ])('is the overview instead of %j', (given) => {
    expect(ownPath(given)).toBe('/');
  });

  it('is on our own site, whatever the input', () => {
    const pieces = [
      '/',
      '//',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '@',
      ':',
      '?',
      '#',
      '\t',
      '\n',
    ];
    const words = [
      'evil.example',
      'https:',
      'javascript:',
      'users',
      '[',
      ']',
      '％',
      '。',
      '\u202e',
    ];
    const given = fc
      .array(fc.constantFrom(...pieces, ...words), { maxLength: 10 })
      .map((parts) => `/${parts.join('')}`);
    const strays = fc
      .sample(given, { numRuns: 10_000, seed: 6 })
      .map(ownPath)
      // As a browser reads it if it is alone in `Location`.
      .filter((path) => new URL(path, OWN).origin !== OWN || !/^\/(?![/\\])/.test(path));
    expect(strays).toEqual([]);
  });
});
