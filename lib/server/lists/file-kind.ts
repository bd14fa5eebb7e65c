import 'server-only';
import { refusal, type Refusal } from './list-error';

/** Whether the bytes are a ZIP archive, as an XLSX workbook is. */
export function isZip(bytes: Uint8Array): boolean {
  return startsWith(bytes, 'PK\u0003\u0004') || startsWith(bytes, 'PK\u0005\u0006');
}

/** How files start, as Latin-1. */
const marks: readonly [mark: string, kind: Refusal][] = [
  ['%PDF', 'pdf'],
  ['{\\rtf', 'rtf'],
  ['L\0\0\0\u0001\u0014\u0002\0', 'shortcut'],
  ['bplist0', 'shortcut'],
  ['!BDN', 'mailbox'],
  ['SQLite format 3\0', 'database'],
  ['\0\u0001\0\0Standard ', 'database'],
  ['PAR1', 'data_file'],
  ['Obj\u0001', 'data_file'],
  ['ARROW1', 'data_file'],
  ['ORC\b', 'data_file'],
  ['\u001f\u008b', 'packed'],
  ['7z\u00bc\u00af', 'packed'],
  ['Rar!\u001a', 'packed'],
  ['BZh', 'packed'],
  ['\u00fd7zXZ', 'packed'],
  ['(\u00b5/\u00fd', 'packed'],
];

/** How text files that aren't lists start, in order of precedence. */
const beginnings: readonly [beginning: RegExp, kind: Refusal][] = [
  [/^\[(?:InternetShortcut|Desktop Entry)/i, 'shortcut'],
  [/^<\?xml[^>]*>\s*<!DOCTYPE plist[\s\S]*<key>URL<\/key>/i, 'shortcut'],
  [/^\{[\s\S]*(?:docs\.google\.com\/|"doc_id"|"resource_id")/i, 'cloud'],
  [/^[{[]\s*["{[\]}]/, 'json'],
  [/^(?:<!doctype html|<html|<meta|<table)/i, 'html'],
  [/^<\?xml/i, 'xml'],
  [/^BEGIN:VCARD/i, 'vcard'],
  [/^BEGIN:VCALENDAR/i, 'calendar'],
  [/^(?:version: \d+\s+)?dn::? /i, 'directory'],
  [/^(?:%YAML |---[ \t]*\n(?:#[^\n]*\n)*\s*(?:- )?["']?[\w-]{1,60}["']?:\s)/, 'yaml'],
  // Records, each with several keys; people also write lists with `Sales:` above lines with dashes.
  [
    /^(?:["']?[\w-]{1,60}["']?:[ \t]*\n[ \t]*)?- ["']?[\w-]{1,60}["']?: [^\n]*\n[ \t]+["']?[\w-]{1,60}["']?:\s/,
    'yaml',
  ],
  [/^(?:(?:--|#)[^\n]*\n\s*)*-- (?:\w+ )?(?:database |SQL )?dump\b/i, 'sql'],
  [
    /^(?:(?:--|#|\/\*)[^\n]*\n\s*)*(?:(?:INSERT (?:IGNORE |OR \w{1,10} )?INTO|(?:CREATE|DROP|ALTER|LOCK) (?:TABLES?|DATABASE|SCHEMA)|PRAGMA) \S|COPY \S+ (?:\([^)\n]*\) )?FROM stdin|SET (?:NAMES |@|\w+ ?= ?)|(?:BEGIN(?: TRANSACTION)?|START TRANSACTION);\s)/i,
    'sql',
  ],
  [
    /^(?:Return-Path|Received|Delivered-To|MIME-Version|Message-ID|DKIM-Signature|X-[\w-]{1,60}): /i,
    'mail',
  ],
  [/^From (?:- |\S{1,320} )\w{3} \w{3} /, 'mail'],
];

/** By file extension, if the content says less. */
const names: Record<string, Refusal> = {
  lnk: 'shortcut',
  url: 'shortcut',
  webloc: 'shortcut',
  desktop: 'shortcut',
  gsheet: 'cloud',
  gdoc: 'cloud',
  gslides: 'cloud',
  gform: 'cloud',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  eml: 'mail',
  emlx: 'mail',
  mbox: 'mail',
  msg: 'mail',
  oft: 'mail',
  pst: 'mailbox',
  ost: 'mailbox',
  yaml: 'yaml',
  yml: 'yaml',
  sql: 'sql',
  ics: 'calendar',
  ldif: 'directory',
  parquet: 'data_file',
  avro: 'data_file',
  orc: 'data_file',
  feather: 'data_file',
  doc: 'doc',
  mht: 'html',
  mhtml: 'html',
};

/** Enough to recognize a kind; expressions read no more. */
const LOOKED_AT = 2_000;

/** @throws DeskError if the file is of a known kind that isn't read, with what to do */
export function refuseOtherKinds(name: string, bytes: Uint8Array): void {
  const kind = kindOf(name, bytes);
  if (kind) throw refusal(kind);
}

function kindOf(name: string, bytes: Uint8Array): Refusal | undefined {
  if (startsWith(bytes, '\u00d0\u00cf\u0011\u00e0')) return compoundKind(bytes);
  const marked = marks.find(([mark]) => startsWith(bytes, mark));
  if (marked) return marked[1];
  // Without UTF-16's zeros and byte order marks.
  const start = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1');
  return textKind(start.replaceAll('\0', '').replace(/^(?:ï»¿|ÿþ|þÿ)/, '')) ?? names[endOf(name)];
}

/** Of text, by its start. */
function textKind(start: string): Refusal | undefined {
  const trimmed = start.slice(0, LOOKED_AT).replace(/\r\n?/g, '\n').trimStart();
  return beginnings.find(([beginning]) => beginning.test(trimmed))?.[1];
}

/** Text that is rejected even if pasted: each of its lines would be shown as one to fix. */
export function pastedKind(text: string): Refusal | undefined {
  const kind = textKind(text);
  return kind === 'json' || kind === 'yaml' || kind === 'sql' ? kind : undefined;
}

/** Older office programs kept all kinds of documents in one container. */
function compoundKind(bytes: Uint8Array): Refusal {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (name: string) => buffer.includes(Buffer.from(name, 'utf16le'));
  if (has('EncryptedPackage')) return 'encrypted';
  if (has('__substg1.0_')) return 'mail';
  return has('WordDocument') ? 'doc' : 'xls';
}

/** For files of Apple's programs, only the name shows which one it was. */
export function packageKind(name: string): Refusal {
  const end = endOf(name);
  if (end === 'pages') return 'pages';
  return end === 'key' ? 'keynote' : 'numbers';
}

function endOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

function startsWith(bytes: Uint8Array, mark: string): boolean {
  return [...mark].every((character, at) => bytes[at] === character.charCodeAt(0));
}
