import { expect, it } from 'vitest';
import { normalizeEmail } from '@/lib/shared/email/normalize-email';
import { decodedEmail, encodedSearch, shownEmail } from '@/lib/shared/email/shown-email';

it.each([
  ['info@xn--bcher-kva.example', 'info@bücher.example'],
  ['ann@mail.xn--e1afmkfd.xn--p1ai', 'ann@mail.пример.рф'],
  ['ann@xn--r8jz45g.xn--zckzah', 'ann@例え.テスト'],
  ['ann@xn--mgbp1eef.example', 'ann@دامنه.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['ann@firm.example', 'ann@firm.example'],
  ['xn--ann@firm.example', 'xn--ann@firm.example'],
])('%s is shown as %s', (key, shown) => {
  expect(shownEmail(key)).toBe(shown);
  expect(normalizeEmail(shown) ?? key).toBe(key);
});

it.each(['ann@xn--ls8h.example', 'ann@xn--zzzzzzzz9.example', 'ann@xn--firm-.example'])(
  '%s isn’t a valid encoded name and stays as it is',
  (key) => expect(shownEmail(key)).toBe(key),
);

it('a look-alike is revealed by its xn--, and still found by its letters', () => {
  const key = normalizeEmail('ann@f\u0456rm.example') ?? '';
  expect(shownEmail(key)).toBe(key);
  expect(decodedEmail(key)).toBe('ann@f\u0456rm.example');
});

it('a search uses the same letters as keys', () => {
  expect(encodedSearch('Bücher')).toBe('xn--bcher-kva');
  expect(encodedSearch('info@bücher.example')).toBe('info@xn--bcher-kva.example');
  expect(encodedSearch('ann')).toBe('ann');
});
