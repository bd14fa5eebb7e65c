import { describe, expect, test } from 'vitest';
import { readList } from '@/lib/server/lists/read-list';
import { packed } from '@/tests/support/workbook';

const shortcut =
  'This is a shortcut to a file or a web page, not the file itself. Upload the file it points to.';
const cloud =
  'This is a link to a document in Google Drive, not the document itself. Open it, download it as XLSX or CSV, then upload that file.';
const json =
  'This is a JSON file. Export the list as CSV or XLSX and upload that file, or paste the addresses here.';
const yaml =
  'This is a YAML file. Export the list as CSV or XLSX and upload that file, or paste the addresses here.';
const sql =
  'This is an SQL dump. Export the table with the addresses as CSV, then upload that file.';
const mail =
  'This is an email message. Copy the addresses in it and paste them here, or save its attachment and upload that file.';
const data =
  'This is a data file (Parquet, Avro, ORC or Arrow). Convert it to CSV, then upload that file.';
const compound = (name: string) =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.from(name, 'utf16le'),
  ]);

describe('a file that isn’t a list is refused by its type, with what to do', () => {
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
    ['list.yaml', 'users:\n  - ann@x.example\n  - bob@x.example', yaml],
    ['list.yml', 'ann@x.example: 2\nbob@x.example: 3', yaml],
    ['list.txt', '- email: ann@x.example\r\n  seats: 2\r\n- email: bob@x.example\r\n', yaml],
    ['list.txt', '%YAML 1.2\n---\nusers: []', yaml],
    ['list.sql', 'ann@x.example', sql],
    ['list.txt', '\ufeffINSERT INTO users VALUES (1, "ann@x.example", 2);', sql],
    ['note.msg', compound('__substg1.0_0037001F'), mail],
    ['note.eml', 'Received: from x.example\r\nFrom: Ann <ann@x.example>\r\n\r\nHi', mail],
    ['note.eml', 'From: Ann <ann@x.example>\r\nTo: bob@x.example\r\n\r\nHi', mail],
    ['list.parquet', 'PAR1....PAR1', data],
    ['list.avro', 'Obj\u0001\u0004', data],
    [
      'list.xlsx',
      Buffer.from('1f8b0800', 'hex'),
      'This is a compressed archive. Extract it, then upload the list inside.',
    ],
    [
      'list.db',
      'SQLite format 3\0',
      'This is a database file. Export the list from it as CSV, then upload that file.',
    ],
    [
      'team.ics',
      'BEGIN:VCALENDAR\r\n',
      'This is a calendar file (ICS). Copy the addresses in it and paste them here.',
    ],
    [
      'users.ldif',
      'dn: cn=Ann,dc=x\nmail: ann@x.example',
      'This is a directory export (LDIF). Export the directory as CSV, then upload that file.',
    ],
    [
      'letter.doc',
      compound('WordDocument'),
      'This is a document in Word’s old format (DOC). Copy the list in it and paste it here.',
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

  test.each([
    '- email: ann@x.example\n  seats: 2',
    '- "email": ann@x.example\n  "seats": 2',
    'users:\n- email: ann@x.example\n  seats: 2',
    'users:\n    - email: ann@x.example\n      seats: 2',
    '---\nusers:\n  - ann@x.example',
    '---\n# Exported on 14 Nov 2026\n- email: ann@x.example',
  ])('pasted YAML is refused: %j', async (text) => {
    await expect(readList({ kind: 'text', text })).rejects.toMatchObject({
      detail: yaml,
      errors: [{ path: 'file', code: 'yaml', message: 'This is a YAML file.' }],
    });
  });

  test.each([
    "INSERT INTO `users` VALUES (1,'ann@x.example',2);",
    "insert ignore into users values ('ann@x.example');",
    "INSERT OR REPLACE INTO users VALUES ('ann@x.example');",
    "-- MySQL dump 10.13\n--\n-- Host: x\nINSERT INTO users VALUES ('ann@x.example');",
    '--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;',
    '-- phpMyAdmin SQL Dump\n-- version 5.2.1\n',
    '/*!40101 SET NAMES utf8 */;\nCREATE TABLE `users` (`email` varchar(255));',
    'DROP TABLE IF EXISTS users;\nCREATE TABLE users (email text);',
    'COPY public.users (email, seats) FROM stdin;\nann@x.example\t2\n\\.',
    "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nINSERT INTO users VALUES('ann@x.example');",
    "START TRANSACTION;\nINSERT INTO users VALUES ('ann@x.example');",
    "SET NAMES utf8mb4;\nINSERT INTO users VALUES ('ann@x.example');",
  ])('a pasted SQL dump is refused: %j', async (text) => {
    await expect(readList({ kind: 'text', text })).rejects.toMatchObject({
      detail: sql,
      errors: [{ path: 'file', code: 'sql', message: 'This is an SQL dump.' }],
    });
  });

  test.each([
    ['a heading and dashes', 'Sales:\n- ann@x.example\n- bob@x.example', 2],
    ['a line of dashes', '---\nann@x.example\nbob@x.example', 2],
    ['dashes below a line of them', '---\n- ann@x.example\n- bob@x.example', 2],
    ['a label in front of each address', 'email: ann@x.example\nemail: bob@x.example', 2],
    ['a heading that is a word of SQL', 'SET;EMAIL\n1;ann@x.example', 1],
    ['a heading of two such words', 'Create date,Email\n2026-01-02,ann@x.example', 1],
    ['a person called Set', 'Set Li <ann@x.example>, Use Ray <bob@x.example>', 2],
  ])('%s isn’t mistaken for YAML or SQL', async (_, text, addresses) => {
    const { entries } = await readList({ kind: 'text', text });
    expect(entries.filter(({ email }) => email.includes('@'))).toHaveLength(addresses);
  });

  test('a list whose first heading is in brackets is accepted', async () => {
    const bytes = Buffer.from('[Name],Email\nAnn,ann@x.example');
    const { entries } = await readList({ kind: 'file', name: 'list.csv', bytes });
    expect(entries).toEqual([{ email: 'ann@x.example', seats: '' }]);
  });
});
