import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailSchema } from '@/lib/contract/common';
import { addressIn } from '@/lib/shared/email/address-in';
import { normalizeEmail, readEmail } from '@/lib/shared/email/normalize-email';

const faultOf = (text: string) => {
  const reading = readEmail(text);
  return 'fault' in reading ? reading.fault : `none: ${reading.email}`;
};

describe('quotation marks around an address are removed', () => {
  const pairs = [
    '“”',
    '”“',
    '„“',
    '„”',
    '‟”',
    '«»',
    '»«',
    '‹›',
    '›‹',
    '‘’',
    '‚‘',
    '‛’',
    '``',
    '´´',
    '`´',
    '「」',
    '『』',
    '＂＂',
    '＇＇',
    '〝〞',
    '〝〟',
    '﹁﹂',
    '﹃﹄',
    '｢｣',
    '《》',
    '〈〉',
    '❝❞',
    '❛❜',
    '❮❯',
    '″″',
    '′′',
    'ʼʼ',
    '״״',
    '""',
    "''",
    '⹂”',
  ];
  it.each(pairs)('%s', (pair) => {
    const [open = '', close = ''] = Array.from(pair);
    for (const text of [
      `${open}ann@firm.example${close}`,
      `${open}${open}ann@firm.example${close}${close}`,
      `“${open}ann@firm.example${close}”`,
      ` ${open} ann@firm.example ${close} `,
      `${open}ann@firm.example${close};`,
      `${open}Ann Lee <ann@firm.example>${close}`,
      `Ann Lee <${open}ann@firm.example${close}>`,
      `${open}ann@firm.example`,
      `ann@firm.example${close}`,
    ]) {
      expect([text, emailSchema.parse(text)]).toEqual([text, 'ann@firm.example']);
    }
  });

  it('but not those that belong to the address', () => {
    expect(emailSchema.parse("o'hara@firm.example")).toBe("o'hara@firm.example");
    expect(emailSchema.safeParse('"ann lee"@firm.example').success).toBe(false);
  });

  it('as is the apostrophe that marks text in a spreadsheet', () => {
    expect(emailSchema.parse("'ann@firm.example")).toBe('ann@firm.example');
  });
});

describe('a host is checked by IDNA 2008', () => {
  it.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    ['straße.example', 'xn--strae-oqa.example'],
    ['FAẞ.example', 'xn--fa-hia.example'],
    ['ελλάς.example', 'xn--hxarsa0b.example'],
    ['Пример.РФ', 'xn--e1afmkfd.xn--p1ai'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
    ['ｆｉｒｍ．ｅｘａｍｐｌｅ', 'firm.example'],
    ['한국.example'.normalize('NFD'), 'xn--3e0b707e.example'],
    ['دامنه.example', 'xn--mgbp1eef.example'],
    ['נייס.example', 'xn--eebatg.example'],
    ['col·legi.example', 'xn--collegi-xma.example'],
    ['नेपाल.example', 'xn--l2bey1c2b.example'],
    ['نامه\u200cای.example', 'xn--mgba3gch31f060k.example'],
    ['क्\u200dष.example', 'xn--11b2ezcw70k.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('%s is %s', (host, ascii) => {
    expect(normalizeEmail(`ann@${host}`)).toBe(`ann@${ascii}`);
  });

  it.each([
    [
      'firm.example”',
      'The domain has “”” (U+201D, right double quotation mark), which domain names can’t contain.',
    ],
    [
      'fi☃rm.example',
      'The domain has “☃” (U+2603, an emoji or picture), which domain names can’t contain.',
    ],
    [
      'firm™.example',
      'The domain has “™” (U+2122, trade mark sign), which domain names can’t contain.',
    ],
    [
      'fi\u200brm.example',
      'The domain has the invisible U+200B (zero width space), which domain names can’t contain.',
    ],
    [
      'fi‑rm.example',
      'The domain has “‑” (U+2011, non-breaking hyphen), which domain names can’t contain.',
    ],
    ['firm–b.example', 'The domain has “–” (U+2013, en dash), which domain names can’t contain.'],
    [
      'fi_rm.example',
      'The domain has “_” (U+005F, a punctuation mark), which domain names can’t contain.',
    ],
    [
      'firm①.example',
      'The domain has “①” (U+2460, a kind of number), which domain names can’t contain.',
    ],
    [
      'a\u200cb.example',
      'The domain has the invisible U+200C (zero width non-joiner) in a position that domain names don’t allow.',
    ],
    [
      'a·b.example',
      'The domain has “·” (U+00B7, middle dot) in a position that domain names don’t allow.',
    ],
    ['xn--zzzzzzzz9.example', 'The domain has “xn--zzzzzzzz9”, which isn’t a valid encoded name.'],
    ['xn--ls8h.example', 'The domain has “xn--ls8h”, which isn’t a valid encoded name.'],
    ['xn--firm-.example', 'The domain has “xn--firm-”, which isn’t a valid encoded name.'],
    ['ab--cd.example', 'The domain has a part with two hyphens in a position reserved for “xn--”.'],
    ['-firm.example', 'The domain has a part that begins or ends with a hyphen.'],
    ['ü-.example', 'The domain has a part that begins or ends with a hyphen.'],
    [`${'a'.repeat(64)}.example`, 'The domain has a part longer than 63 characters.'],
    [`${'ü'.repeat(60)}.example`, 'The domain has a part longer than 63 characters.'],
    ['firm.123', 'The domain ends with a number.'],
    ['firm.0x7f', 'The domain ends with a number.'],
    ['firm', 'The domain has no ending such as “.com”.'],
    ['aא.example', 'The domain mixes right-to-left text with other text in one part.'],
    [
      '1.אב',
      'The domain ends with a number.'.replace(
        'ends with a number',
        'mixes right-to-left text with numbers',
      ),
    ],
  ])('%s isn’t one, and the error says why', (host, fault) => {
    expect(faultOf(`ann@${host}`).replace(' Delete it, or type the address again.', '')).toBe(
      fault,
    );
  });

  it('and encodes back to its source', () => {
    const label = fc.stringMatching(/^[a-zäöüéèßøåñçžабвгдежαβγδ例え한국]{1,20}$/u);
    fc.assert(
      fc.property(label, (text) => {
        const email = normalizeEmail(`ann@${text}.example`);
        expect(email === null ? null : normalizeEmail(email)).toBe(email);
      }),
    );
  });
});

describe('the part before the @', () => {
  it.each([
    'müller',
    'françois',
    '用户',
    'пользователь',
    'उपयोगकर्ता',
    'مستخدم',
    "o'hara",
    'a!#$%&*+/=?^_`{|}~-b',
    '٣٤',
  ])('may be %s', (local) =>
    expect(normalizeEmail(`${local}@firm.example`)).toBe(`${local}@firm.example`),
  );

  it.each([
    ['first.o’last', '“’” (U+2019, right single quotation mark)'],
    ['oʼhara', '“ʼ” (U+02BC, modifier letter apostrophe)'],
    ['ann•lee', '“•” (U+2022, bullet)'],
    ['•ann', '“•” (U+2022, bullet)'],
    ['ann–lee', '“–” (U+2013, en dash)'],
    ['ann😀', '“😀” (U+1F600, an emoji or picture)'],
    ['ann™', '“™” (U+2122, trade mark sign)'],
    ['ann²', '“²” (U+00B2, a kind of number)'],
    ['ann…', '“…” (U+2026, horizontal ellipsis)'],
    ['ann£', '“£” (U+00A3, a symbol)'],
    ['m\ufffdller', '“\ufffd” (U+FFFD, replacement character: the text was already damaged)'],
    ['a\ufffcb', '“\ufffc” (U+FFFC, object replacement character)'],
    ['a\u200bb', 'the invisible U+200B (zero width space)'],
    ['a\u00adb', 'the invisible U+00AD (soft hyphen)'],
    ['a\u2066b', 'the invisible U+2066 (left-to-right isolate)'],
    ['a\u0007b', 'the invisible U+0007 (a control character)'],
    ['a\u0085b', 'the invisible U+0085 (next line)'],
    ['a\ue000b', 'the invisible U+E000 (a private-use character)'],
    ['a\u{f0000}b', 'the invisible U+F0000 (a private-use character)'],
    ['a\u0378b', 'the invisible U+0378 (an unassigned code point)'],
    ['a\uffffb', 'the invisible U+FFFF (an unassigned code point)'],
    ['a\ufe0fb', 'the invisible U+FE0F (variation selector-16)'],
    ['a\u{e0100}b', 'the invisible U+E0100 (an invisible variation selector)'],
    ['a\u{e0061}b', 'the invisible U+E0061 (an invisible tag character)'],
    ['a\u3164b', 'the invisible U+3164 (Hangul filler)'],
    ['a\u115fb', 'the invisible U+115F (an invisible formatting character)'],
    ['a\u034fb', 'the invisible U+034F (combining grapheme joiner)'],
    ['a\u20e3b', 'the invisible U+20E3 (a combining mark)'],
    ['a\u00a0b', 'the invisible U+00A0 (no-break space)'],
    ['ann lee', 'the invisible U+0020 (space)'],
    ['a\u0140b', '“\u0140” (U+0140)'],
  ])('can’t be %j, and the error names the character', (local, named) => {
    expect(faultOf(`${local}@firm.example`)).toBe(
      `The part before the @ has ${named}, which email addresses can’t contain. Delete it, or type the address again.`,
    );
  });

  it.each(['.ann', 'ann.', 'ann..lee'])('can’t be %s', (local) => {
    expect(faultOf(`${local}@firm.example`)).toBe(
      'The part before the @ can’t begin or end with a dot, or have two dots in a row.',
    );
  });

  it('can’t contain half a character', () => {
    expect(faultOf('a\ud83d@firm.example')).toContain('U+D83D (half of a character)');
  });

  it('everything accepted is visible and in normal form', () => {
    const character = fc.oneof(
      fc.integer({ min: 0x21, max: 0x1ffff }).map((code) => String.fromCodePoint(code)),
      fc.constantFrom('a', '.', '-'),
    );
    fc.assert(
      fc.property(fc.array(character, { minLength: 1, maxLength: 8 }), (characters) => {
        for (const text of [
          `${characters.join('')}@firm.example`,
          `a@${characters.join('')}.example`,
        ]) {
          const email = normalizeEmail(text);
          if (email === null) continue;
          expect(email).not.toMatch(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u);
          expect(normalizeEmail(email)).toBe(email);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('invisible characters around an address are removed', () => {
  it.each([
    '\u200b',
    '\u200c',
    '\u2066',
    '\u2069',
    '\u202e',
    '\u200f',
    '\ufeff',
    '\u2060',
    '\u00ad',
    '\ufe0f',
    '\u00a0',
    '\u3000',
    '\u{e0061}',
  ])('%j', (unseen) => {
    expect(emailSchema.parse(`${unseen}ann@firm.example${unseen}`)).toBe('ann@firm.example');
    expect(emailSchema.parse(`“${unseen}ann@firm.example${unseen}”`)).toBe('ann@firm.example');
  });
});

it('reports an empty field as missing, not as invalid', () => {
  for (const text of ['', '  ', '\u00a0\u200b'])
    expect(faultOf(text)).toBe('The email address is missing.');
});

describe('what people paste around an address is removed', () => {
  it.each([
    'mailto:ann@firm.example?subject=Hi',
    'MAILTO:ann%40firm.example?subject=Hi&body=x@y',
    '<mailto:ann@firm.example>',
    '<mailto:ann@firm.example|ann@firm.example>',
    '<mailto:ann@firm.example|Ann Lee>',
    '[Ann Lee](mailto:ann@firm.example)',
    '[ann@firm.example](mailto:ann@firm.example)',
    '<a href="mailto:ann@firm.example">ann@firm.example</a>',
    '&lt;ann@firm.example&gt;',
    '&#8220;ann@firm.example&#x201D;',
    '1、ann@firm.example',
    '\uf0b7 ann@firm.example',
    'Ann Lee &lt;ann@firm.example&gt;',
    'SMTP:ann@firm.example',
    'smtp: ann@firm.example',
    'Email: ann@firm.example',
    'E-Mail：ann@firm.example',
    'Sales: ann@firm.example',
    'To: Ann Lee <ann@firm.example>',
    '1. ann@firm.example',
    '12) ann@firm.example',
    '(3) ann@firm.example',
    'a) ann@firm.example',
    '#4. ann@firm.example',
    '- ann@firm.example',
    '* ann@firm.example',
    '• ann@firm.example',
    '– ann@firm.example',
    '- [ ] ann@firm.example',
    '> ann@firm.example',
    '- “mailto:ann@firm.example”;',
    '**ann@firm.example**',
    '_ann@firm.example_',
    'ann@firm.example;',
    'ann@firm.example,',
    'ann@firm.example.',
    'ann@firm.example>',
    'ann@firm.example)',
    'ann@firm.example 。',
    'ann@firm.example；',
    '<ann@firm.example>,',
    '(ann@firm.example)',
    '[ann@firm.example]',
    '{ann@firm.example}',
    '＜ann@firm.example＞',
    '（ann@firm.example）',
    '【ann@firm.example】',
    'ann@firm.example (Ann Lee)',
    '(Ann Lee) ann@firm.example',
    'Ann Lee (ann@firm.example)',
    '销售：ann@firm.example',
    '"Ann @ Work" <ann@firm.example>',
    '"Lee, Ann" <ann@firm.example>;',
  ])('%s', (text) => expect(emailSchema.parse(text)).toBe('ann@firm.example'));

  it.each([
    'ann lee@firm.example',
    'J. ann@firm.example bob@firm.example',
    'sip:ann@firm.example',
    'ann:lee@firm.example',
    'https://user:x@firm.example',
    'ann@firm.example (or bob@firm.example)',
    '[boss@firm.example](mailto:ann@firm.example)',
    '"boss@firm.example" <ann@firm.example>',
    'Ann <ann@firm.example> Bob <bob@firm>',
    'J. lee@firm.example',
    'mailto:ann@firm.example,bob@firm.example',
  ])('but %s isn’t guessed', (text) => expect(emailSchema.safeParse(text).success).toBe(false));

  it.each([
    '"',
    "'",
    '(',
    '<',
    '“',
    '* ',
    '1. ',
    'a:',
    '@',
    '&lt;',
    '?',
    ';',
    '\u200b',
    '<@',
    '[x](',
    'x@',
  ])('in linear time: %j (N34)', (part) => {
    for (const text of [part.repeat(1_000 / part.length), part.repeat(1_000_000 / part.length)]) {
      const before = process.cpuUsage();
      addressIn(text);
      normalizeEmail(text);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000).toBeLessThan(100);
    }
  });

  it.each([
    ['accents without end before the @', `a${'\u0301'.repeat(900)}@b.example`],
    ['syllables in parts before the @', `${'\u1100\u1161'.repeat(450)}@b.example`],
    ['accents without end in the host', `a@b${'\u0323'.repeat(900)}.example`],
    ['digits that must not meet others', `a@${'\u0660'.repeat(900)}.example`],
    ['a dot that needs a neighbour', `a@${'\u30fb'.repeat(900)}\u30a2.example`],
  ])('nor a list of them: %s (S14)', (_, text) => {
    const before = process.cpuUsage();
    for (let row = 0; row < 300; row += 1) expect(readEmail(text)).toHaveProperty('fault');
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(250);
  });

  it('and text that is longer as typed than normalized is read', () => {
    const typed = '\u1100\u1161\u11a8'.repeat(21);
    expect(readEmail(`${typed}@b.example`)).toEqual({ email: `${'\uac01'.repeat(21)}@b.example` });
  });
});
