import { describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import type { PasswordReading } from '@/lib/contract/password-lists';
import { checkPasswords } from '@/lib/server/users/import/import-passwords';
import { readPasswordList } from '@/lib/server/users/import/read-password-list';

const readText = (text: string, reading: PasswordReading = {}) =>
  readPasswordList({ kind: 'text', text }, reading);
const readFile = (bytes: Uint8Array, reading: PasswordReading = {}) =>
  readPasswordList({ kind: 'file', name: 'list', bytes }, reading);

/** The passwords that would be stored, and why the others wouldn't. */
async function outcomeOf({
  entries,
}: {
  entries: Awaited<ReturnType<typeof readText>>['entries'];
}) {
  const { rows, ready } = await checkPasswords(entries, { customers: null, stored: new Set() });
  const faults = rows.flatMap(({ message }) => (message === undefined ? [] : [message]));
  return { ready: ready.map(({ username, password }) => [username, password]), faults };
}

describe('a list of passwords', () => {
  const expected = [
    ['ann@x.example', 'geheim;1'],
    ['bob@y.example', '"two" words'],
  ];
  const lists: Record<string, string> = {
    'with semicolons and a byte order mark':
      '\ufeffE-Mail;Passwort\r\nAnn@X.example;"geheim;1"\r\nbob@y.example;"""two"" words"\r\n',
    'with commas, named in English':
      'Password,Login\n"geheim;1",ann@x.example\n"""two"" words",bob@y.example',
    'with tabs, named in French':
      'Adresse e-mail\tMot de passe\nann@x.example\tgeheim;1\nbob@y.example\t"""two"" words"',
    'with bars, named in Spanish':
      'Correo|Contraseña\nann@x.example|geheim;1\nbob@y.example|"""two"" words"',
    'with a column of names in German':
      'Name,Benutzer,Kennwort\nAnn,ann@x.example,geheim;1\nBob,bob@y.example,"""two"" words"',
    'without header': 'ann@x.example,geheim;1\nbob@y.example,"""two"" words"',
    'that names its separator': 'sep=,\nann@x.example,geheim;1\nbob@y.example,"""two"" words"',
  };
  test.each(Object.entries(lists))('is read %s', async (_, text) => {
    const list = await readText(text);
    expect(list.columns.isSure).toBe(true);
    expect((await outcomeOf(list)).ready).toEqual(expected);
  });

  test('is read below titles, with the names of a directory export', async () => {
    const text =
      'version:v1.0,,,\nName [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,Block sign in (Yes/No) [accountEnabled] Required\nAnn Lee,ann@firm.example,"Passw0rd,1",No';
    const list = await readText(text);
    expect(list.columns).toMatchObject({ username: 1, password: 2, headerRow: 1 });
    const columns = { username: 1, password: 2, hasHeader: true, headerRow: 1 };
    const { ready } = await outcomeOf(await readText(text, { columns }));
    expect(ready).toEqual([['ann@firm.example', 'Passw0rd,1']]);
  });

  test('treats no word below the first row as a header: it may be a password', async () => {
    const { entries } = await readText('ann;x\nuser;password1\nbob@x.example;y', {
      columns: { username: 0, password: 1, hasHeader: false },
    });
    expect(entries).toHaveLength(3);
  });

  test('is read in any encoding, and reports which', async () => {
    const text = 'E-Mail;Passwort\r\nann@x.example;Grüße 1\r\n';
    const utf16 = await readFile(Buffer.from(`\ufeff${text}`, 'utf16le'));
    expect([utf16.encoding, utf16.entries[0]?.password]).toEqual(['utf-16le', 'Grüße 1']);
    const windows = await readFile(Buffer.from(text, 'latin1'));
    expect([windows.encoding, windows.entries[0]?.password]).toEqual(['windows-1252', 'Grüße 1']);
  });

  test('keeps each password exactly, whatever it looks like', async () => {
    const passwords = [
      '=1+1',
      '00123',
      '+49 30',
      '-x',
      "'quoted",
      '@home',
      'a|b,c',
      'p@ss.example',
      'TRUE',
    ];
    const lines = passwords.map((password, index) => `user${index}@x.example;${password}`);
    const { ready, faults } = await outcomeOf(await readText(lines.join('\n')));
    expect(faults).toEqual([]);
    expect(ready.map(([, password]) => password)).toEqual(passwords);
  });

  test('splits a single pasted line after the address', async () => {
    const { ready } = await outcomeOf(await readText('ann@x.example;se,cr@et.example|x'));
    expect(ready).toEqual([['ann@x.example', 'se,cr@et.example|x']]);
  });

  test('reads a workbook’s text and numbers, and nothing it converted', async () => {
    const cells = ['00123', '=1+1', 123, 1234567890123456, true, new Date('2026-01-02'), '#NAME?'];
    const data = [
      [{ value: 'E-Mail' }, { value: 'Passwort' }],
      ...cells.map((value, index) => [
        { value: `user${index}@x.example` },
        value instanceof Date ? { value, format: 'dd.mm.yyyy' } : { value },
      ]),
    ];
    const list = await readFile(await writeXlsxFile(data).toBuffer());
    const { ready, faults } = await outcomeOf(list);
    expect(ready).toEqual([
      ['user0@x.example', '00123'],
      ['user1@x.example', '=1+1'],
      ['user2@x.example', '123'],
    ]);
    expect(new Set(faults)).toEqual(
      new Set([
        'The password cell contains a date, a formula error, a Boolean value or a number that’s too long. Format the column as text and enter the password again.',
      ]),
    );
    expect(faults).toHaveLength(4);
  });

  test.each([
    ['the user name is missing', ';secret', 'The email address is missing.'],
    [
      'the user name is no address',
      'ann;secret',
      'The email address isn’t valid. It isn’t shown because it could be a password.',
    ],
    ['the password is missing', 'ann@x.example;', 'The password is missing.'],
    ['the password is a blank', 'ann@x.example;" "', 'The password is missing.'],
    [
      'the password is too long',
      `ann@x.example;${'x'.repeat(1_001)}`,
      'The password can’t be longer than 1,000 characters.',
    ],
    ['the password is only hinted at', 'ann@x.example;****', 'The password is masked.'],
    [
      'the password goes over a line end',
      'ann@x.example;"a\nb"',
      'The password contains a line break.',
    ],
    [
      'the password ends with a blank',
      'ann@x.example;secret ',
      'The password starts or ends with a space. Remove it. If it’s part of the password, store the password in the user’s details.',
    ],
    [
      'the separator cut the password',
      'ann@x.example;se;cret',
      'This row has more cells than the list has columns. If the password contains the separator, enclose it in double quotes.',
    ],
  ])('leaves out a row if %s', async (_, line, fault) => {
    const list = await readText(`user;password\n${line}\nbob@x.example;right`);
    expect(await outcomeOf(list)).toEqual({ ready: [['bob@x.example', 'right']], faults: [fault] });
  });

  test.each([
    'ann@x.example;"se"cret\nbob@x.example;right',
    'ann@x.example;"secret\nbob@x.example;right',
  ])('is refused if quotes make a password ambiguous: %j', async (text) => {
    await expect(readText(text)).rejects.toMatchObject({
      detail: expect.stringMatching(/mark in row 1 isn’t closed/) as string,
    });
  });

  test.each([
    ['has one column', 'ann@x.example\nbob@y.example', /has only one column/],
    ['is empty', '\n\n', /list is empty/],
    ['has too many rows', 'a@x.example;b\n'.repeat(50_001), /more than 50000 rows/],
  ])('is refused if it %s', async (_, text, sentence) => {
    await expect(readText(text)).rejects.toMatchObject({
      detail: expect.stringMatching(sentence) as string,
    });
  });

  test('uses a user’s first valid row, and says so', async () => {
    const { entries } = await readText(
      'ann@x.example;\nann@x.example;one\nAnn@X.example;two\nann@x.example;one',
    );
    const { rows, ready } = await checkPasswords(entries, { customers: null, stored: new Set() });
    expect(ready).toEqual([{ username: 'ann@x.example', password: 'one' }]);
    expect(rows.map(({ state, message }) => [state, message])).toEqual([
      ['fix', 'The password is missing.'],
      ['new', undefined],
      ['repeated', 'Row 2 has the same user with a different password. That row is used.'],
      ['repeated', 'Row 2 has the same user with the same password. That row is used.'],
    ]);
  });
});

describe('the columns', () => {
  const columnsOf = async (text: string) => (await readText(text)).columns;

  test.each([
    ['no name says password', 'E-Mail;Notiz\nann@x.example;secret'],
    ['two names say password', 'E-Mail;Passwort;Kennwort\nann@x.example;a;b'],
    ['the name says it perhaps', 'E-Mail;altes Passwort\nann@x.example;secret'],
    ['three columns have no name', 'Ann;ann@x.example;secret\nBob;bob@x.example;other'],
    ['two columns hold addresses', 'ann@x.example;p@ssword.example'],
    ['the first row holds no address', 'Wer;Was\nann@x.example;secret'],
  ])('are asked for if %s, and no row is read before', async (_, text) => {
    const list = await readText(text);
    expect([list.columns.isSure, list.entries]).toEqual([false, []]);
  });

  test('are described by name and number of addresses, never by their cells', async () => {
    expect(await columnsOf('E-Mail;altes Passwort\nann@x.example;p@ssword.example')).toEqual({
      username: 0,
      password: 1,
      hasHeader: true,
      headers: ['E-Mail', 'altes Passwort'],
      isSure: false,
      addresses: [1, 1],
    });
    const unnamed = await columnsOf('mailman;secret;1\nann@x.example;other;2');
    expect(unnamed).toMatchObject({ headers: [], addresses: [1, 0, 0], isSure: false });
  });

  test('selected by a person are used as they are', async () => {
    const text = 'Wer;Was;Notiz\nann@x.example;secret;x';
    const columns = { username: 0, password: 1, hasHeader: true };
    const list = await readText(text, { columns });
    expect(list.columns).toMatchObject({ ...columns, headers: [], isSure: true });
    expect(list.entries.map(({ password }) => password)).toEqual(['secret']);
  });
});
