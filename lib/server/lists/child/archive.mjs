import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { StoppedError } from './tidy-row.mjs';

const MOST_ENTRIES = 2_000;
/** The most that is extracted from one archive. A sheet of 50,000 rows has about a tenth of it. */
const MOST_BYTES = 100 * 1024 * 1024;
const IS_ENCRYPTED = 1;

/**
 * A ZIP archive, read by its directory. Names are compared ignoring case, as office programs do.
 * Only requested parts are extracted, and never more of one than the directory announces.
 */
export class Archive {
  /** @type {import('yauzl').ZipFile} */
  #zip;
  /** @type {Map<string, import('yauzl').Entry>} */
  #entries = new Map();
  #unpacked = 0;

  /** @param {import('yauzl').ZipFile} zip */
  constructor(zip) {
    this.#zip = zip;
  }

  /**
   * @param {Uint8Array} bytes
   * @throws {StoppedError} `too_large_unpacked`, `damaged`
   */
  static async open(bytes) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Undecoded: the parser rejects archives with names that it takes for paths to write to.
    const zip = await yauzl.fromBufferPromise(buffer, { decodeStrings: false });
    if (zip.entryCount > MOST_ENTRIES) throw new StoppedError('too_large_unpacked');
    const archive = new Archive(zip);
    for await (const entry of zip.eachEntry()) {
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
      const name = yauzl.getFileNameLowLevel(
        generalPurposeBitFlag,
        fileNameRaw,
        extraFields,
        false,
      );
      const key = keyOf(name);
      // If two entries have the same name, it's ambiguous which is meant.
      if (archive.#entries.has(key)) throw new StoppedError('damaged');
      archive.#entries.set(key, entry);
    }
    return archive;
  }

  /** In lower case. */
  names() {
    return [...this.#entries.keys()];
  }

  /** @param {string} name */
  has(name) {
    return this.#entries.has(keyOf(name));
  }

  /**
   * @param {string} name
   * @param {number} [mostBytes]
   * @returns {AsyncGenerator<Buffer, void, void>}
   * @throws {StoppedError} `damaged` (also if it doesn't exist), `encrypted`, `too_large_unpacked`
   */
  async *read(name, mostBytes = MOST_BYTES) {
    const entry = this.#entries.get(keyOf(name));
    if (!entry) throw new StoppedError('damaged');
    if (entry.generalPurposeBitFlag & IS_ENCRYPTED) throw new StoppedError('encrypted');
    this.#unpacked += entry.uncompressedSize;
    const isTooLarge = this.#unpacked > MOST_BYTES || entry.uncompressedSize > mostBytes;
    if (isTooLarge) throw new StoppedError('too_large_unpacked');
    let crc = 0;
    for await (const chunk of await this.#zip.openReadStreamPromise(entry)) {
      const bytes = /** @type {Buffer} */ (chunk);
      crc = crc32(bytes, crc);
      yield bytes;
    }
    if (crc !== entry.crc32) throw new StoppedError('damaged');
  }
}

/** @param {string} name */
function keyOf(name) {
  return name.toLowerCase().replace(/^\/+/, '');
}
