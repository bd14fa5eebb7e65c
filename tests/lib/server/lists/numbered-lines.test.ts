import { describe, expect, test } from 'vitest';
import { readList } from '@/lib/server/lists/read-list';

async function entriesOf(text: string): Promise<string[]> {
  const { entries } = await readList({ kind: 'text', text });
  return entries.map(({ email, seats }) => `${email}|${seats}`);
}

describe('numbers that count the lines from 1 aren’t seats', () => {
  test.each([
    ['blanks', '1 ann@x.example\n2 bob@y.example\n3 cy@z.example'],
    ['tabs and blanks', '1\t ann@x.example\n2  bob@y.example\n3 cy@z.example'],
    ['Arabic digits', '١ ann@x.example\n٢ bob@y.example\n٣ cy@z.example'],
    ['empty lines between', '1 ann@x.example\n\n2 bob@y.example\n\n\n3 cy@z.example\n'],
    ['old Mac line ends', '1 ann@x.example\r2 bob@y.example\r3 cy@z.example'],
    ['leading zeros', '01 ann@x.example\n02 bob@y.example\n03 cy@z.example'],
  ])('with %s', async (_, text) => {
    expect(await entriesOf(text)).toEqual(['ann@x.example|', 'bob@y.example|', 'cy@z.example|']);
  });

  test('even in front of names, with or without a comma', async () => {
    expect(await entriesOf('1 Ann Lee <ann@x.example>\n2 Ray, Bob <bob@y.example>')).toEqual([
      'Ann Lee <ann@x.example>|',
      'Ray, Bob <bob@y.example>|',
    ]);
  });

  test('don’t affect the seats after an address', async () => {
    expect(await entriesOf('1 ann@x.example 5\n2 bob@y.example\n3 cy@z.example 1')).toEqual([
      'ann@x.example|5',
      'bob@y.example|',
      'cy@z.example|1',
    ]);
    expect(await entriesOf('1; ann@x.example; 5\n2; bob@y.example')).toEqual([
      'ann@x.example|5',
      'bob@y.example|',
    ]);
  });

  test('even below a title, which is shown as a row to fix', async () => {
    expect(await entriesOf('Our team\n1 ann@x.example\n2 bob@y.example')).toEqual([
      'Our team|',
      'ann@x.example|',
      'bob@y.example|',
    ]);
  });

  test('in a list longer than the part examined first', async () => {
    const lines = Array.from({ length: 120 }, (_, at) => `${at + 1} user${at + 1}@x.example`);
    const entries = await entriesOf(lines.join('\n'));
    expect(entries).toHaveLength(120);
    expect(entries[49]).toBe('user50@x.example|');
    expect(entries[119]).toBe('user120@x.example|');
  });
});

describe('numbers that don’t count the lines are seats', () => {
  test.each([
    ['a single line', '1 ann@x.example', ['ann@x.example|1']],
    [
      'a gap',
      '1 ann@x.example\n2 bob@y.example\n4 cy@z.example',
      ['ann@x.example|1', 'bob@y.example|2', 'cy@z.example|4'],
    ],
    ['a start at 2', '2 ann@x.example\n3 bob@y.example', ['ann@x.example|2', 'bob@y.example|3']],
    [
      'the same number twice',
      '1 ann@x.example\n1 bob@y.example',
      ['ann@x.example|1', 'bob@y.example|1'],
    ],
    [
      'a line without a number',
      '1 ann@x.example\n2 bob@y.example\ncy@z.example',
      ['ann@x.example|1', 'bob@y.example|2', 'cy@z.example|'],
    ],
    [
      'several on one line',
      '1 ann@x.example, 2 bob@y.example',
      ['ann@x.example|1', 'bob@y.example|2'],
    ],
    [
      'numbers behind the addresses',
      'ann@x.example 1\nbob@y.example 2',
      ['ann@x.example|1', 'bob@y.example|2'],
    ],
  ])('%s', async (_, text, entries) => {
    expect(await entriesOf(text)).toEqual(entries);
  });
});

describe('a table’s only column of numbers that counts its rows', () => {
  test.each([';', ',', '\t', '|'])('isn’t read as seats; a person is asked: %j', async (sign) => {
    const text = ['1', '2', '3'].map((at) => `${at}${sign}user${at}@x.example`).join('\n');
    const { entries, columns } = await readList({ kind: 'text', text });
    expect(entries).toEqual([
      { email: 'user1@x.example', seats: '' },
      { email: 'user2@x.example', seats: '' },
      { email: 'user3@x.example', seats: '' },
    ]);
    expect(columns).toMatchObject({ email: 1, seats: null, isSure: false });
  });

  test('is seats if a person says so', async () => {
    const { entries } = await readList(
      { kind: 'text', text: '1;ann@x.example\n2;bob@y.example' },
      { columns: { email: 1, seats: 0, hasHeader: false } },
    );
    expect(entries).toEqual([
      { email: 'ann@x.example', seats: '1' },
      { email: 'bob@y.example', seats: '2' },
    ]);
  });

  test('is seats if it doesn’t keep counting', async () => {
    const { entries, columns } = await readList({
      kind: 'text',
      text: '1;ann@x.example\n2;bob@y.example\n2;cy@z.example',
    });
    expect(entries.map(({ seats }) => seats)).toEqual(['1', '2', '2']);
    expect(columns).toMatchObject({ email: 1, seats: 0, isSure: true });
  });

  test('is seats if it’s behind the addresses', async () => {
    const { entries, columns } = await readList({
      kind: 'text',
      text: 'ann@x.example;1\nbob@y.example;2\ncy@z.example;3',
    });
    expect(entries.map(({ seats }) => seats)).toEqual(['1', '2', '3']);
    expect(columns).toMatchObject({ email: 0, seats: 1, isSure: true });
  });

  test('is seats below a header that names them', async () => {
    const { entries } = await readList({
      kind: 'text',
      text: 'Seats;Email\n1;ann@x.example\n2;bob@y.example',
    });
    expect(entries.map(({ seats }) => seats)).toEqual(['1', '2']);
  });
});
