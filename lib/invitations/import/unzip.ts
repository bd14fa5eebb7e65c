import 'server-only';
import { inflatePart } from './child/inflate-part.mjs';
import { StoppedError } from './child/tidy-row.mjs';
import { listError } from './list-error';

const MOST_ENTRIES = 2_000;
/** Of all that is unpacked of one archive. A sheet of 50,000 rows has about a tenth. */
const MOST_BYTES = 100 * 1024 * 1024;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const LONGEST_COMMENT = 65_557;
const IS_ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

type Entry = {
  isEncrypted: boolean;
  method: number;
  crc: number;
  packedSize: number;
  size: number;
  at: number;
};

/** A part as it lies in the archive, with what it must be when it is unpacked. */
export type PackedPart = { packed: Uint8Array; isDeflated: boolean; size: number; crc: number };

/**
 * A ZIP archive by its directory, as every office program reads it. Only the parts that are asked
 * for are unpacked, and never more of one than the directory announces: an archive that lies about
 * its sizes ends there.
 */
export class Archive {
  readonly #bytes: Buffer;
  readonly #entries: ReadonlyMap<string, Entry>;
  #unpacked = 0;

  /** @throws ApiError where it is no archive or has too many entries */
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#entries = guarded(() => readDirectory(this.#bytes));
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** @throws ApiError where it isn't there, is encrypted or larger than `mostBytes` */
  part(name: string, mostBytes = MOST_BYTES): PackedPart {
    const entry = this.#entries.get(name);
    if (!entry) throw damaged();
    if (entry.isEncrypted) throw encrypted();
    if (entry.method !== STORED && entry.method !== DEFLATED) throw damaged();
    this.#unpacked += entry.size;
    if (this.#unpacked > MOST_BYTES || entry.size > mostBytes) throw tooLarge();
    const packed = guarded(() => packedBytes(this.#bytes, entry));
    return { packed, isDeflated: entry.method === DEFLATED, size: entry.size, crc: entry.crc };
  }

  /** As text; for small parts. @throws ApiError as `part`, and where it is damaged */
  textOf(part: PackedPart): string {
    return guarded(() => inflatePart(part).toString('utf8'));
  }
}

function readDirectory(bytes: Buffer): Map<string, Entry> {
  const end = bytes.lastIndexOf(Buffer.of(0x50, 0x4b, 0x05, 0x06));
  if (end < bytes.length - LONGEST_COMMENT || bytes.readUInt32LE(end) !== END_OF_DIRECTORY) {
    throw damaged();
  }
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  while (at < end && bytes.readUInt32LE(at) === DIRECTORY_ENTRY) {
    if (entries.size >= MOST_ENTRIES) throw tooLarge();
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const name = bytes.toString('utf8', at + 46, nameEnd).replaceAll('\\', '/');
    // Of two entries of one name it can't be told which is meant.
    if (entries.has(name)) throw damaged();
    entries.set(name, {
      isEncrypted: (bytes.readUInt16LE(at + 8) & IS_ENCRYPTED) !== 0,
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      ...sizesOf(bytes, at, bytes.subarray(nameEnd, extraEnd)),
    });
    at = extraEnd + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** With ZIP64 a number that has all bits set stands, with 64 bits, in the extra field. */
function sizesOf(
  bytes: Buffer,
  at: number,
  extra: Buffer,
): Pick<Entry, 'packedSize' | 'size' | 'at'> {
  const large = zip64Numbers(extra);
  const numberAt = (offset: number) => {
    const number = bytes.readUInt32LE(at + offset);
    return number === 0xffffffff ? (large.shift() ?? number) : number;
  };
  const size = numberAt(24);
  return { size, packedSize: numberAt(20), at: numberAt(42) };
}

function zip64Numbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    const count = Math.floor(field.length / 8);
    return Array.from({ length: count }, (_, index) => Number(field.readBigUInt64LE(index * 8)));
  }
  return [];
}

function packedBytes(bytes: Buffer, { at, packedSize }: Entry): Buffer {
  if (bytes.readUInt32LE(at) !== LOCAL_ENTRY) throw damaged();
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + packedSize > bytes.length) throw damaged();
  return bytes.subarray(start, start + packedSize);
}

/** Reading past the end means that what the numbers say isn't there. */
function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError || error instanceof StoppedError ? damaged() : error;
  }
}

function damaged() {
  return listError(
    { code: 'damaged' },
    'This workbook can’t be read: it is damaged or no XLSX file. Open it in your spreadsheet program, save it as XLSX or CSV, and drop that file.',
  );
}

function tooLarge() {
  return listError(
    { code: 'too_large_unpacked' },
    'This workbook holds far more than a list of people. Save the sheet with the addresses as CSV, and drop that file.',
  );
}

export function encrypted() {
  return listError(
    { code: 'encrypted' },
    'This file is protected by a password. Save it without one, or as CSV, and drop that file.',
  );
}
