import { describe, expect, test } from 'vitest';
import { readList } from '@/lib/server/lists/read-list';
import { packed } from '@/tests/support/workbook';

const shortcut =
  'This is a shortcut to a file or a web page, not the file itself. Open it, and drop the file it leads to.';
const cloud =
  'This is a link to a document in Google Drive, not the document itself. Open it, download it as XLSX or CSV, and drop that file.';
const json =
  'This is a JSON file. Export the list as CSV or XLSX, and drop that file, or paste the addresses here.';
const mail =
  'This is an email message. Copy the addresses in it and paste them here, or save its attachment and drop that file.';
const data =
  'This is a data file (Parquet, Avro, ORC or Arrow). Convert it to CSV, and drop that file.';
const compound = (name: string) =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.from(name, 'utf16le'),
  ]);

describe('a file that is no list is refused by what it is, with what to do', () => {
  test.each<[name: string, bytes: Uint8Array | string, sentence: string]>([
    ['list.lnk', Buffer.from('4c0000000114020000000000c000000000000046', 'hex'), shortcut],
    ['list.csv', '[InternetShortcut]\r\nURL=https://x.example/\r\n', shortcut],
    [
      'list.url',
      Buffer.from('\ufeff[InternetShortcut]\r\nURL=https://x.example/', 'utf16le'),
      shortcut,
    ],
    ['list', '[Desktop Entry]\nType=Link\nURL=https://x.example/', shortcut],
    [
      'list.webloc',
      '<?xml version="1.0"?><!DOCTYPE plist PUBLIC "a" "b"><plist><dict><key>URL</key><string>https://x.example/</string></dict></plist>',
      shortcut,
    ],
    ['list.webloc', Buffer.from('bplist00\u00d1\u0001\u0002SURL', 'latin1'), shortcut],
    ['list.gsheet', '{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', cloud],
    ['list.gsheet', '{"":"WARNING! DO NOT EDIT","doc_id":"1","email":"ann@x.example"}', cloud],
    ['list.json', '[\n  {"email": "ann@x.example", "seats": 2}\n]', json],
    ['list.txt', '{"users":[{"mail":"ann@x.example"}]}', json],
    ['list.ndjson', '{"mail":"ann@x.example"}\n{"mail":"bob@x.example"}', json],
    ['note.msg', compound('__substg1.0_0037001F'), mail],
    ['note.eml', 'Received: from x.example\r\nFrom: Ann <ann@x.example>\r\n\r\nHi', mail],
    ['note.eml', 'From: Ann <ann@x.example>\r\nTo: bob@x.example\r\n\r\nHi', mail],
    ['list.parquet', 'PAR1....PAR1', data],
    ['list.avro', 'Obj\u0001\u0004', data],
    [
      'list.xlsx',
      Buffer.from('1f8b0800', 'hex'),
      'This is a packed archive. Unpack it, and drop the list that is in it.',
    ],
    [
      'list.db',
      'SQLite format 3\0',
      'This is a database file. Export the list from it as CSV, and drop that file.',
    ],
    [
      'team.ics',
      'BEGIN:VCALENDAR\r\n',
      'This is a calendar file (ICS). Copy the addresses in it and paste them here.',
    ],
    [
      'users.ldif',
      'dn: cn=Ann,dc=x\nmail: ann@x.example',
      'This is a directory export (LDIF). Export the directory as CSV, and drop that file.',
    ],
    [
      'letter.doc',
      compound('WordDocument'),
      'This is a Word document of the old kind (DOC). Copy the list in it and paste it here.',
    ],
    [
      'list.pages',
      packed({ 'Index/Document.iwa': 'x' }),
      'This is a Pages document. Copy the list in it and paste it here.',
    ],
    [
      'talk.pptx',
      packed({ 'ppt/presentation.xml': '<p/>' }),
      'This is a PowerPoint presentation. Copy the list in it and paste it here.',
    ],
  ])('%s', async (name, content, sentence) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    await expect(readList({ kind: 'file', name, bytes })).rejects.toMatchObject({
      code: 'invalid_request',
      detail: sentence,
    });
  });

  test('pasted JSON is refused as well', async () => {
    const text = '[{"email":"ann@x.example"}]';
    await expect(readList({ kind: 'text', text })).rejects.toMatchObject({ detail: json });
  });

  test('a list whose first heading is in brackets is a list', async () => {
    const bytes = Buffer.from('[Name],Email\nAnn,ann@x.example');
    const { entries } = await readList({ kind: 'file', name: 'list.csv', bytes });
    expect(entries).toEqual([{ email: 'ann@x.example', seats: '' }]);
  });
});
