import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineSchema, normalizeEmail } from '@/lib/contract/common';

describe('an email address', () => {
  it.each([
    ['Ann.Lee@Hill.Example', 'ann.lee@hill.example'],
    ['  ann@hill.example\n', 'ann@hill.example'],
    ['ann@hill.example.', 'ann@hill.example'],
    ['ann@hill。example｡', 'ann@hill.example'],
    ['ann@hill．example', 'ann@hill.example'],
    ['ANN@XN--BCHER-KVA.Example', 'ann@xn--bcher-kva.example'],
    ['ann@bu\u0308cher.example', 'ann@xn--bcher-kva.example'],
    ['jose\u0301@hill.example', 'jos\u00e9@hill.example'],
    ['JOSÉ@hill.example', 'jos\u00e9@hill.example'],
    ["o'hara@hill.example", "o'hara@hill.example"],
    ['ann+desk@hill.example', 'ann+desk@hill.example'],
    ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
    ['ａｎｎ@hill.example', 'ann@hill.example'],
  ])('%j is kept as %s', (text, expected) => {
    expect(normalizeEmail(text)).toBe(expected);
  });

  it.each([
    '',
    'ann',
    'ann@',
    '@hill.example',
    'ann@hill',
    'ann＠hill.example',
    'ann﹫hill.example',
    'ann@hill.example..',
    'ann@1.2',
    'ann@[127.0.0.1]',
    'ann@12.5',
    'an\u00adn@hill.example',
    'ann@hi\ufeffll.example',
    'ann@hill.example; bob@hill.example',
    'ann hill@hill.example',
    `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.example`,
    `${'a'.repeat(312)}@x.co.uk`,
    'a\u200bnn@hill.example',
    'ann@hill.example, bob@hill.example',
    '"ann lee"@hill.example',
    'Ann <ann@hill.example>',
    'ann@hill..example',
    'ann..lee@hill.example',
    '.ann@hill.example',
    'ann@-hill.example',
    'ann@hill.example\u0000',
    'ann\r\nbcc: x@hill.example',
    `${'a'.repeat(65)}@hill.example`,
    `ann@${'a'.repeat(60)}.${'b'.repeat(250)}.example`,
    'ann@127.0.0.1:80',
    'ann@hill.example/path',
  ])('%j is invalid', (text) => {
    expect(normalizeEmail(text)).toBeNull();
  });

  it('normalizes to itself, whatever was typed (N35)', () => {
    const part = fc.stringMatching(/^[a-zA-Z0-9éÉüÜİßſＡ．。+._-]{1,12}$/u);
    fc.assert(
      fc.property(part, part, (local, host) => {
        const once = normalizeEmail(`${local}@${host}.example`);
        if (once !== null) expect(normalizeEmail(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('normalizes to itself', () => {
    const once = normalizeEmail('Ann@BÜCHER.example.');
    expect(normalizeEmail(once ?? '')).toBe(once);
  });
});

describe('a line of text', () => {
  const line = lineSchema({ max: 20, label: 'The name' });

  it.each(['North', 'Bücher & Söhne', 'می\u200cخواهم', '👩\u200d👩\u200d👧', 'אבג'])(
    '%j is kept as it is',
    (text) => {
      expect(line.parse(text)).toBe(text);
    },
  );

  it.each([
    ['No\u202erth', 'The name contains a character that isn’t allowed.'],
    ['No\u2066rth', 'The name contains a character that isn’t allowed.'],
    ['No\u0085rth', 'The name contains a character that isn’t allowed.'],
    ['No\u2028rth', 'The name contains a character that isn’t allowed.'],
    ['No\u0000rth', 'The name contains a character that isn’t allowed.'],
    ['No\ud800rth', 'The name contains a character that isn’t allowed.'],
    ['\u200b', 'The name is missing.'],
    [' \u00ad\u2060 ', 'The name is missing.'],
    ['\u2066', 'The name is missing.'],
  ])('%j is refused', (text, message) => {
    const { error } = line.safeParse(text);
    expect(error?.issues.map((issue) => issue.message)).toContain(message);
  });
});
