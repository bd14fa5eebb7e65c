import { crc32, inflateRawSync } from 'node:zlib';
import { StoppedError } from './tidy-row.mjs';

/**
 * A part of an archive as it lies there.
 * @typedef {{ packed: Uint8Array, isDeflated: boolean, size: number, crc: number }} PackedPart
 */

/**
 * A part unpacked: never more of it than is announced, and told from one that is damaged.
 * @param {PackedPart} part
 * @returns {Buffer}
 * @throws {StoppedError} `damaged`
 */
export function inflatePart({ packed, isDeflated, size, crc }) {
  const bytes = isDeflated ? inflated(packed, size) : Buffer.from(packed);
  if (bytes.length !== size || crc32(bytes) !== crc) throw new StoppedError('damaged');
  return bytes;
}

/**
 * @param {Uint8Array} packed
 * @param {number} size
 */
function inflated(packed, size) {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw new StoppedError('damaged');
  }
}
