import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeskError } from '@/lib/server/errors';
import { readList, type ListSource } from '@/lib/server/lists/read-list';
import { decodeText } from '@/lib/server/lists/read-text';
import { addressIn } from '@/lib/shared/email/address-in';

const readText = (text: string) => readList({ kind: 'text', text });

async function entriesOf(text: string): Promise<string[]> {
  const { entries } = await readText(text);
  return entries.map(({ email, seats }) => `${addressIn(email)} ${seats.trim()}`.trim());
}

describe('tables', () => {
  const expected = ['ann@x.example 3', 'bob@y.example'];
  const tables = {
    comma: 'email,seats\nann@x.example,3\nbob@y.example,\n',
    semicolon: 'Name;E-Mail;Lizenzen\r\nAnn;ann@x.example;3\r\nBob;bob@y.example;\r\n',
    tab: 'E-mail address\tComputers\nann@x.example\t3\nbob@y.example\t',
    pipe: 'seats|mail\n3|ann@x.example\n|bob@y.example',
    'old Mac line ends': 'email,seats\rann@x.example,3\rbob@y.example,',
    'RemotePC’s own names': 'invitedUserEmailId,allotedComputers\nann@x.example,3\nbob@y.example,',
    'without header': 'ann@x.example,3\nbob@y.example,',
    'without header, names in front': 'Ann Lee,ann@x.example,3\nBob Ray,bob@y.example,',
    'quoted new lines': 'note,email,seats\n"a\nb, c",ann@x.example,3\nd,bob@y.example,',
    'empty lines': '\n\nemail,seats\n\nann@x.example,3\n,\nbob@y.example,\n\n',
    'our results file':
      '\ufeffemail,seats,status,reason\r\nann@x.example,3,rejected,"No, why"\r\nbob@y.example,,cancelled,\r\n',
    'a street address beside the e-mail':
      'Address,Email,Seats\nMain St 1,ann@x.example,3\nHigh St 2,bob@y.example,',
    'names with their address': 'email;seats\nAnn Lee <ann@x.example>;3\nmailto:bob@y.example;',
  };
  for (const [name, text] of Object.entries(tables)) {
    test(`are read: ${name}`, async () => expect(await entriesOf(text)).toEqual(expected));
  }

  test('return which columns were used', async () => {
    expect((await readText('Name;E-Mail;Lizenzen\nAnn;ann@x.example;3')).columns).toMatchObject({
      email: 1,
      seats: 2,
      headers: ['Name', 'E-Mail', 'Lizenzen'],
    });
    expect((await readText('ann@x.example,3')).columns).toMatchObject({
      email: 0,
      seats: 1,
      headers: [],
    });
  });

  test('a first row that isn’t recognized stays a row, and a cell with two addresses stays whole', async () => {
    expect(await entriesOf('annx.example\nbob@y.example')).toEqual([
      'annx.example',
      'bob@y.example',
    ]);
    expect(await entriesOf('email,seats\nann@x.example bob@y.example,1')).toEqual([
      'ann@x.example bob@y.example 1',
    ]);
  });

  test('a quote in front of a formula is removed again', async () => {
    expect(await entriesOf("email,seats\n'+1@x.example,2")).toEqual(['+1@x.example 2']);
  });

  test('with too many columns or rows are refused with an explanation', async () => {
    const wide = `email${',x'.repeat(300)}\nann@x.example`;
    await expect(readText(wide)).rejects.toThrow(DeskError);
    const long = `email\n${'ann@x.example\n'.repeat(50_001)}`;
    await expect(readText(long)).rejects.toThrow(DeskError);
    const most = await readText(`email\n${'ann@x.example\n'.repeat(50_000)}`);
    expect(most.entries).toHaveLength(50_000);
  });
});

describe('address lines', () => {
  test('from Outlook and Gmail are parsed', async () => {
    expect(
      await entriesOf('Ann Lee <ann@x.example>; "Ray, Bob" <bob@y.example>; carl@z.example'),
    ).toEqual(['ann@x.example', 'bob@y.example', 'carl@z.example']);
    expect(await entriesOf('"Ann Lee" <ann@x.example>,\n Bob <mailto:bob@y.example>,')).toEqual([
      'ann@x.example',
      'bob@y.example',
    ]);
    expect(await entriesOf('Lee, Ann <ann@x.example>; bob@y.example <bob@y.example>')).toEqual([
      'ann@x.example',
      'bob@y.example',
    ]);
    expect(await entriesOf('ann@x.example bob@y.example\tcarl@z.example')).toEqual([
      'ann@x.example',
      'bob@y.example',
      'carl@z.example',
    ]);
  });

  test('keep what isn’t recognized', async () => {
    expect(await entriesOf('ann@x.example; nonsense; bob@y.example')).toEqual([
      'ann@x.example',
      'nonsense',
      'bob@y.example',
    ]);
    expect(await entriesOf('Ann "the boss <ann@x.example>\nBob <bob@y.example>')).toEqual([
      'ann@x.example',
      'bob@y.example',
    ]);
  });

  test('one address per line is a plain list', async () => {
    expect(await entriesOf('ann@x.example\nbob@y.example\n')).toEqual([
      'ann@x.example',
      'bob@y.example',
    ]);
  });
});

describe('encodings', () => {
  const text = 'email,Plätze\nann@x.example,3';
  const utf16 = Buffer.from(text, 'utf16le');
  const files: Record<string, [Buffer, string]> = {
    'UTF-8': [Buffer.from(text), 'utf-8'],
    'UTF-8 with its mark': [Buffer.from(`\ufeff${text}`), 'utf-8'],
    'UTF-16 little-endian': [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'utf-16le'],
    'UTF-16 big-endian': [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]).swap16(), 'utf-16be'],
    'UTF-16 without a mark': [utf16, 'utf-16le'],
    'Windows-1252': [Buffer.from(text, 'latin1'), 'windows-1252'],
  };
  for (const [name, [bytes, encoding]] of Object.entries(files)) {
    test(`are distinguished: ${name}`, async () => {
      const decoded = decodeText(bytes);
      expect(decoded).toEqual({ text, encoding });
      expect(await entriesOf(decoded.text)).toEqual(['ann@x.example 3']);
    });
  }

  test('a picture is refused', () => {
    expect(() => decodeText(Buffer.from([0x89, 0x50, 0, 0, 0, 1, 2, 0]))).toThrow(
      'invalid_request',
    );
  });
});

test('any file is read or refused with an explanation', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string()), async (input) => {
      const source: ListSource =
        typeof input === 'string'
          ? { kind: 'text', text: input }
          : { kind: 'file', name: 'list', bytes: input };
      try {
        expect(Array.isArray((await readList(source)).entries)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(DeskError);
      }
    }),
    { numRuns: 500 },
  );
});
