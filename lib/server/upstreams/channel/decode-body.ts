import 'server-only';
import type { InputType } from 'node:zlib';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

type Decoder = (
  input: InputType,
  options: { maxOutputLength: number },
  done: (error: Error | null, result: Buffer) => void,
) => void;

const decoders: Record<string, Decoder> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  br: brotliDecompress,
  deflate: (input, options, done) => {
    // "deflate" means zlib, but some servers send the bare stream: the header's low nibble tells.
    const isZlib = Buffer.isBuffer(input) && ((input[0] ?? 0) & 0x0f) === 8;
    (isZlib ? inflate : inflateRaw)(input, options, done);
  },
};

export type DecodedBody = { bytes: Buffer } | { fault: 'too_large' | 'encoding' | 'truncated' };

/** Undoes one content encoding, stopping at `maxBytes` of output; a stack of encodings is refused. */
export async function decodeBody(
  bytes: Buffer,
  contentEncoding: string | string[] | undefined,
  maxBytes: number,
): Promise<DecodedBody> {
  const names = [contentEncoding ?? []]
    .flat()
    .join(',')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  const [name] = names;
  if (name === undefined || bytes.length === 0) return { bytes };
  const decoder = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (decoder === undefined || names.length > 1) return { fault: 'encoding' };
  return new Promise((resolve) => {
    decoder(bytes, { maxOutputLength: maxBytes }, (error, decoded) => {
      if (!error) resolve({ bytes: decoded });
      else if (error instanceof RangeError) resolve({ fault: 'too_large' });
      else resolve({ fault: 'truncated' });
    });
  });
}
