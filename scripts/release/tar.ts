/** A file or a link of the archive. */
export type Entry = { path: string } & (
  { content: Buffer; isExecutable: boolean } | { link: string }
);

const BLOCK = 512;
const LONGEST_NAME = 100;
const LONGEST_SIZE = 8 ** 11;

/**
 * A tar archive that depends on nothing but its entries: in order of their paths, all of one time
 * and owner. Every tar unpacks it (POSIX 2001).
 */
export function* tar(entries: Iterable<Entry>): Generator<Buffer> {
  for (const entry of inOrder(entries)) {
    const fields = paxFields(entry);
    if (fields.length > 0) yield* file({ type: 'x', name: 'pax', content: fields, mode: 0o644 });
    const name = cut(entry.path);
    if ('link' in entry) yield header({ type: '2', name, link: cut(entry.link), mode: 0o777 });
    else yield* file({ ...entry, type: '0', name, mode: entry.isExecutable ? 0o755 : 0o644 });
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** By bytes, so that no locale decides. */
export function inOrder(entries: Iterable<Entry>): Entry[] {
  return [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

type Header = { type: '0' | '2' | 'x'; name: Buffer; mode: number; size?: number; link?: Buffer };

function* file({
  content,
  name,
  ...rest
}: Omit<Header, 'name'> & { name: Buffer | string; content: Buffer }): Generator<Buffer> {
  yield header({ ...rest, name: Buffer.from(name), size: content.length });
  yield content;
  yield Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
}

function header({ type, name, mode, size = 0, link = Buffer.alloc(0) }: Header): Buffer {
  if (size >= LONGEST_SIZE) throw new Error(`${name.toString()} is too large for the archive.`);
  const block = Buffer.alloc(BLOCK);
  name.copy(block, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  link.copy(block, 157);
  block.write('ustar\0' + '00', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');

const cut = (text: string) => Buffer.from(text).subarray(0, LONGEST_NAME);

/** What doesn't fit into the header as it is: long names, and letters beyond ASCII. */
function paxFields(entry: Entry): Buffer {
  const fields = { path: entry.path, linkpath: 'link' in entry ? entry.link : '' };
  const records = Object.entries(fields).filter(([, value]) => !fits(value));
  return Buffer.concat(records.map(([name, value]) => record(` ${name}=${value}\n`)));
}

const fits = (text: string) => text.length <= LONGEST_NAME && /^[\x20-\x7e]*$/.test(text);

/** It starts with its own length in bytes, including that number. */
function record(text: string): Buffer {
  const length = Buffer.byteLength(text);
  let total = length + 1;
  while (String(total).length + length !== total) total += 1;
  return Buffer.from(`${total}${text}`);
}
