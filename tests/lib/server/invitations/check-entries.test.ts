import { describe, expect, test } from 'vitest';
import { checkEntries } from '@/lib/server/invitations/check-entries';
import { addressIn } from '@/lib/shared/email/address-in';

const check = (emails: string[], rules: Partial<Parameters<typeof checkEntries>[1]> = {}) =>
  checkEntries(
    emails.map((email) => ({ email, seats: '1' })),
    { customers: new Set(), maxSeats: null, changes: {}, ...rules },
  );
const notesOf = async (...emails: string[]) =>
  (await check(emails)).rows.map(({ notes }) => notes.map(({ message }) => message));

describe('notes', () => {
  test('mention a +tag and where its mailbox is listed, without merging them', async () => {
    const { rows } = await check(['ann@x.example', 'ann+desk@x.example', 'bob+a@y.example']);
    expect(rows.map(({ verdict }) => verdict)).toEqual(['ready', 'ready', 'ready']);
    expect(rows.map(({ notes }) => notes)).toEqual([
      [],
      [
        {
          code: 'plus_tag',
          message:
            'Because of its +tag, this is probably the same mailbox as ann@x.example, which is in row 1.',
        },
      ],
      [
        {
          code: 'plus_tag',
          message: 'Because of its +tag, this is probably the same mailbox as bob@y.example.',
        },
      ],
    ]);
  });

  test('name the repeated row and letters that only look Latin', async () => {
    expect(await notesOf('ann@x.example', 'Ann@X.example.', '\u0430nn@x.example')).toEqual([
      [],
      ['Row 1 has the same address.'],
      [
        '“\u0430nn” mixes letters from different alphabets that can look the same. Make sure this is the address you mean.',
      ],
    ]);
  });
});

describe('a look-alike is noted, and stops nothing', () => {
  const codesOf = async (email: string) => {
    const { rows } = await check([email]);
    return [rows[0]?.verdict, rows[0]?.notes.map(({ code }) => code)];
  };

  test.each([
    ['ann@f\u0456rm.example', 'mixed_alphabets'],
    ['ann@xn--frm-qdd.example', 'mixed_alphabets'],
    ['ann@fi\u03c1m.example', 'mixed_alphabets'],
    ['ann@\u0440\u0430\u0443\u0440\u0430l.example', 'mixed_alphabets'],
    ['ann@\u0440\u0430\u0443\u0440\u0430\u04cf.example', 'look_alike'],
    ['ann@\u0430\u0440\u0440\u04cf\u0435.example', 'look_alike'],
    ['ann@\u03bf\u03c5\u03c4.example', 'look_alike'],
    ['ann@f\u0131rm.example', 'look_alike'],
    ['\u0430nn@firm.example', 'mixed_alphabets'],
    ['\u0441\u0435\u043e@firm.example', 'look_alike'],
  ])('%s: %s', async (email, code) => {
    expect(await codesOf(email)).toEqual(['ready', [code]]);
  });

  test.each([
    'ann@bücher.example',
    'иван@пример.example',
    'γιώργος@ελλάς.example',
    'yamada太郎@例えば.example',
    '김kim@한국.example',
  ])('but not %s', async (email) => {
    expect(await codesOf(email)).toEqual(['ready', []]);
  });
});

describe('a check', () => {
  test('finds existing users, and doesn’t invite an excluded person through a duplicate', async () => {
    const { rows, seatsTotal } = await check(['ann@x.example', 'ann@x.example', 'bob@y.example'], {
      customers: new Set(['bob@y.example']),
      changes: { 0: { isIncluded: false } },
    });
    expect(rows.map(({ verdict }) => verdict)).toEqual(['ready', 'duplicate', 'already_customer']);
    expect(seatsTotal).toBe(0);
  });
});

describe('the address in a text', () => {
  test.each([
    ['Ann Lee <ann@x.example>', 'ann@x.example'],
    ['"Lee, Ann" <mailto:ann@x.example>', 'ann@x.example'],
    ['ann@x.example <ann@x.example>', 'ann@x.example'],
    ['Ann [mailto:ann@x.example]', 'ann@x.example'],
    ['ann@x.example (Ann Lee)', 'ann@x.example'],
    ["'ann@x.example'", 'ann@x.example'],
    ['Ann <ann@x.example> Bob <bob@y.example>', 'Ann <ann@x.example> Bob <bob@y.example>'],
    ['a > b <ann@x.example>', 'ann@x.example'],
    ['<ann@x.example', '<ann@x.example'],
    ['no address', 'no address'],
  ])('%j is %s', (text, address) => expect(addressIn(text)).toBe(address));

  test.each([
    '<@'.repeat(50_000),
    `<${'@'.repeat(100_000)}`,
    '>'.repeat(100_000),
    '<>'.repeat(50_000),
    ' '.repeat(100_000),
    `${'('.repeat(100_000)})`,
  ])('is found in time linear in the length of the text (N34)', (text) => {
    const before = process.cpuUsage();
    addressIn(text);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(100);
  });
});
