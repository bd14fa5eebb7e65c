import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkEntries } from '@/lib/server/invitations/check-entries';
import { readList } from '@/lib/server/lists/read-list';

/** `address seats`, or what has to be fixed in brackets. */
async function rowsOf(text: string): Promise<string[]> {
  const { entries } = await readList({ kind: 'text', text });
  const { rows } = await checkEntries(entries, {
    customers: new Set(),
    maxSeats: null,
    changes: {},
  });
  return rows.map(({ email, seats, verdict, original }) =>
    verdict === 'fix' ? `[${original.email}|${original.seats}]` : `${email} ${seats}`,
  );
}

describe('lines of addresses, some with a number of seats', () => {
  test('the example on the page', async () => {
    expect(await rowsOf('ann@customer.example\nbob@customer.example;5')).toEqual([
      'ann@customer.example 0',
      'bob@customer.example 5',
    ]);
  });

  test.each([
    ['semicolons', 'ann@x.example;3\nbob@y.example'],
    ['commas', 'ann@x.example, 3\nbob@y.example'],
    ['tabs', 'ann@x.example\t3\nbob@y.example'],
    ['bars', 'ann@x.example | 3\nbob@y.example'],
    ['blanks', 'ann@x.example 3\nbob@y.example'],
    ['several blanks', '  ann@x.example    3  \nbob@y.example'],
    ['no-break spaces', 'ann@x.example\u00a03\nbob@y.example'],
    ['wide semicolons', 'ann@x.example；3\nbob@y.example'],
    ['wide commas', 'ann@x.example，3\nbob@y.example'],
    ['ideographic commas', 'ann@x.example、３\nbob@y.example'],
    ['wide bars', 'ann@x.example｜3\nbob@y.example'],
    ['Arabic semicolons', 'ann@x.example؛3\nbob@y.example'],
    ['the number in front', '3;ann@x.example\nbob@y.example'],
    ['the number in front of a blank', '3 ann@x.example\nbob@y.example'],
    ['both orders', 'ann@x.example;3\n0;bob@y.example'],
    ['different separators', 'ann@x.example 3\nbob@y.example;0'],
    ['names', 'Ann Lee <ann@x.example>;3\nBob <bob@y.example>'],
    ['names and blanks', 'Ann Lee <ann@x.example> 3\nbob@y.example'],
    ['names with separators', '"Lee; Ann, A." <ann@x.example>; 3\nbob@y.example'],
    ['names with commas without quotes', 'Lee, Ann <ann@x.example>; 3\nbob@y.example'],
    ['mail lines', 'ann@x.example;3\nBob <mailto:bob@y.example>;'],
    ['several on a line', 'ann@x.example 3, bob@y.example 0'],
    ['several on a line, numbers as cells', 'ann@x.example; 3; bob@y.example; 0'],
    ['several on a line, numbers in front', '3; ann@x.example; 0; bob@y.example'],
    ['several on a line, blanks only', 'ann@x.example 3 bob@y.example 0'],
    ['several without numbers after one with', 'ann@x.example;3\nbob@y.example, bob@y.example.'],
    ['list numbers', '1. ann@x.example; 3\n2. bob@y.example'],
    ['bullets', '• ann@x.example; 3\n• bob@y.example'],
    ['bullets and tabs', '•\tann@x.example\t3\n•\tbob@y.example'],
    ['a group', 'Sales: ann@x.example 3, bob@y.example;'],
    ['quotation marks', '“ann@x.example”;3\n„bob@y.example“'],
    ['decimals as spreadsheets write them', 'ann@x.example;3,0\nbob@y.example'],
    ['old Mac line ends and empty lines', 'ann@x.example;3\r\r\rbob@y.example\r'],
    ['a mark of the byte order', '\ufeffann@x.example;3\nbob@y.example'],
  ])('with %s', async (_, text) => {
    const rows = await rowsOf(text);
    expect(rows.slice(0, 2)).toEqual(['ann@x.example 3', 'bob@y.example 0']);
  });

  test('keep a line whole if a number could belong to several addresses', async () => {
    expect(await rowsOf('ann@x.example, bob@y.example, 3\ncy@z.example 2')).toEqual([
      '[ann@x.example, bob@y.example, 3|]',
      'cy@z.example 2',
    ]);
    expect(await rowsOf('ann@x.example, bob@y.example 3')).toEqual([
      'ann@x.example 0',
      'bob@y.example 3',
    ]);
  });

  test('flag what can’t be a number of seats', async () => {
    const text = 'ann@x.example;3\nbob@y.example\ncy@z.example;';
    expect(await rowsOf(`${text}-5`)).toEqual([
      'ann@x.example 3',
      'bob@y.example 0',
      '[cy@z.example|-5]',
    ]);
    expect((await rowsOf(`${text}1,000`)).at(-1)).toBe('[cy@z.example|1,000]');
    expect((await rowsOf(`${text}2.5`)).at(-1)).toBe('[cy@z.example|2.5]');
  });

  test('written and read again are the same, whatever separates them', async () => {
    const row = fc.record({
      name: fc.constantFrom('', 'Ann Lee', '"Lee, Ann; A."', 'Lee, Ann'),
      address: fc.stringMatching(/^[a-z]{1,8}$/).map((local) => `${local}@firm.example`),
      seats: fc.option(fc.integer({ min: 0, max: 999 })),
      separator: fc.constantFrom(';', '\t', ' ; ', ' | ', '；', ' '),
      isFront: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { minLength: 2, maxLength: 6, selector: (one) => one.address }),
        async (rows) => {
          // One without a number and one with: otherwise it may be a table, about which a person is
          // asked.
          const mixed = [
            { name: '', address: 'zoe@z.example', seats: null, separator: ';', isFront: false },
            { name: '', address: 'yan@z.example', seats: 7, separator: ';', isFront: false },
            ...rows,
          ];
          const lines = mixed.map(({ name, address, seats, separator, isFront }) => {
            const person = name === '' ? address : `${name} <${address}>`;
            if (seats === null) return person;
            return isFront && name === ''
              ? `${seats}${separator}${address}`
              : `${person}${separator}${seats}`;
          });
          expect(await rowsOf(lines.join('\n'))).toEqual(
            mixed.map(({ address, seats }) => `${address} ${seats ?? 0}`),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('addresses without numbers', () => {
  const expected = ['ann@firm.example 0', 'bob@firm.example 0', 'cy@firm.example 0'];
  test.each([
    'ann@firm.example；bob@firm.example；cy@firm.example',
    'ann@firm.example，bob@firm.example、cy@firm.example',
    'ann@firm.example｜bob@firm.example｜cy@firm.example',
    'ann@firm.example، bob@firm.example؛ cy@firm.example',
    'ann@firm.example¦bob@firm.example | cy@firm.example',
    'Sales: ann@firm.example, bob@firm.example, cy@firm.example;',
    'Sales: ann@firm.example, bob@firm.example; Support: cy@firm.example;',
    'To: Ann <ann@firm.example>; Bob <bob@firm.example>\nCc: cy@firm.example',
    '1. ann@firm.example\n2. bob@firm.example\n3. cy@firm.example',
    '- ann@firm.example\n- bob@firm.example\n- cy@firm.example',
    'ann@firm.example;\nbob@firm.example;\ncy@firm.example',
    '<mailto:ann@firm.example|Ann>, <mailto:bob@firm.example|Bob>, <mailto:cy@firm.example|Cy>',
    '[Ann](mailto:ann@firm.example), [Bob](mailto:bob@firm.example), [Cy](mailto:cy@firm.example)',
    'Ann &lt;ann@firm.example&gt;; Bob &lt;bob@firm.example&gt;; cy@firm.example',
    'SMTP:ann@firm.example;smtp:bob@firm.example;smtp:cy@firm.example',
    '“ann@firm.example”, „bob@firm.example“, «cy@firm.example»',
    'ann@firm.example (Ann; Sales), bob@firm.example (Bob, boss), cy@firm.example',
  ])('%s', async (text) => expect(await rowsOf(text)).toEqual(expected));
});

describe('the line that names the delimiter isn’t a row', () => {
  test.each([
    'sep=;',
    '"sep=;"',
    "'sep=;'",
    'SEP=;',
    'Sep = ;',
    ' sep=; ',
    'sep=;;;',
    '"sep=;";',
    '“sep=;”',
    '\ufeff"sep=;"',
    'sep=；',
    '\n\nsep=;',
    'sep=^',
    'sep=',
  ])('%j', async (line) => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = [line, 'Email;Seats', 'ann@firm.example;2'].join(end);
      expect(await rowsOf(text)).toEqual(['ann@firm.example 2']);
    }
  });

  test.each(['sep=\t', '"sep=\t"', 'sep=\\t', 'sep=tab', 'sep = TAB'])('%j', async (line) => {
    expect(await rowsOf(`${line}\nEmail\tSeats\nann@firm.example\t2`)).toEqual([
      'ann@firm.example 2',
    ]);
  });
});

test('a table with wide delimiters is a table', async () => {
  expect(await rowsOf('Email；Seats\nann@x.example；3\nbob@y.example；')).toEqual([
    'ann@x.example 3',
    'bob@y.example 0',
  ]);
});

test.each([
  'a@b.example 3,',
  ',',
  ';',
  'a,',
  '"',
  '<',
  '(',
  '&',
  '1 ',
  '@',
  ' ',
  'a@ ',
  '1. ',
  '\n',
  'sep=',
  '\ufeff',
  '；',
])(
  '1 MB of %j doesn’t stall the server (N34)',
  async (part) => {
    const text = part.repeat(1_000_000 / part.length);
    // Processor time, since other programs of the machine may slow this one down.
    const spent = () => process.cpuUsage().user / 1_000;
    let longest = 0;
    let before = spent();
    const watch = setInterval(() => {
      longest = Math.max(longest, spent() - before);
      before = spent();
    }, 1);
    await readList({ kind: 'text', text }).catch(() => undefined);
    clearInterval(watch);
    expect(longest).toBeLessThan(250);
  },
  30_000,
);
