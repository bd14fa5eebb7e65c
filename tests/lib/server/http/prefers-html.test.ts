import { describe, expect, it } from 'vitest';
import { prefersHtml } from '@/lib/server/http/answers';

describe('prefersHtml', () => {
  it.each([
    ['text/html', true],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['application/json, text/html;q=0.5', false],
    ['application/json;q=0.5, text/html', true],
    ['application/problem+json', false],
    ['text/html;q=0', false],
    ['*/*', false],
    ['', false],
    [null, false],
    [';;q=,', false],
  ])('reads %j as %s', (accept, expected) => {
    expect(prefersHtml(accept)).toBe(expected);
  });
});
