import 'server-only';
import type { BatchPreview } from '@/lib/contract/invitations';
import { listError } from './list-error';

type Encoding = NonNullable<BatchPreview['encoding']>;

const ZEROS_LOOKED_AT = 2_000;

/**
 * The text of an uploaded list, whatever wrote it: by its mark, by the zeros that UTF-16 leaves in
 * Latin text, as UTF-8 where it is valid, else as Windows-1252. The mark is taken off.
 * @throws DeskError where it is no text at all
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes('\0')) {
    throw listError(
      { code: 'not_text' },
      'This file isn’t text. Save the list as CSV or XLSX and drop that file.',
    );
  }
  return { text, encoding };
}

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, ZEROS_LOOKED_AT);
  const zeros = [0, 1].map(
    (parity) => sample.filter((byte, at) => byte === 0 && at % 2 === parity).length,
  );
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 4 && even === 0) return 'utf-16le';
  if (even > sample.length / 4 && odd === 0) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
