import 'server-only';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { BackupError } from './format';
import { PassphraseIdentity, PassphraseRecipient } from './passphrase';

/** A step of a pipeline that encrypts with a passphrase, or none if there is no passphrase. */
export function encryption(passphrase: string | undefined) {
  return async function* encrypt(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    if (passphrase === undefined) return yield* chunks;
    const encrypter = new Encrypter();
    encrypter.addRecipient(new PassphraseRecipient(passphrase));
    yield* parts(await encrypter.encrypt(toWeb(chunks)));
  };
}

const AGE = 'age-encryption.org/v1\n';
const GZIP = Buffer.from([0x1f, 0x8b]);

/** @throws BackupError if it can't be read or is no backup */
export async function isEncrypted(path: string): Promise<boolean> {
  const start = await firstBytes(path);
  if (start.equals(Buffer.from(AGE))) return true;
  if (start.subarray(0, GZIP.length).equals(GZIP)) return false;
  throw new BackupError(`${path} isn’t a backup of Reseller Desk.`);
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new BackupError(`${path} can’t be read (${error.code}).`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(AGE.length), 0, AGE.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw new BackupError(`${path} can’t be read (${(error as NodeJS.ErrnoException).code}).`);
  } finally {
    await file.close();
  }
}

/** The text of a backup. @throws BackupError */
export async function* openEnvelope(path: string, passphrase: string | undefined) {
  const isSealed = await isEncrypted(path);
  const file = createReadStream(path);
  const unpacked = createGunzip({ chunkSize: 64 * 1024 });
  try {
    const packed: Readable = isSealed ? Readable.from(await decrypted(file, passphrase)) : file;
    packed.on('error', (error: Error) => unpacked.destroy(error));
    for await (const chunk of packed.pipe(unpacked)) yield chunk as Buffer;
  } catch (error) {
    throw explain(error);
  } finally {
    file.destroy();
    unpacked.destroy();
  }
}

async function decrypted(file: Readable, passphrase: string | undefined) {
  if (passphrase === undefined) {
    throw new BackupError('The backup is encrypted. Set BACKUP_PASSPHRASE to its passphrase.');
  }
  const decrypter = new Decrypter();
  decrypter.addIdentity(new PassphraseIdentity(passphrase));
  try {
    return parts(await decrypter.decrypt(toWeb(file)));
  } catch {
    throw new BackupError('The passphrase is wrong, or the beginning of the file was changed.');
  }
}

/** A file that can't be read is a matter of the disk; whatever else fails is in the file. */
function explain(error: unknown): BackupError {
  if (error instanceof BackupError) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return new BackupError(`The file can’t be read (${code}).`);
  const isCut = code === 'Z_BUF_ERROR';
  return isCut ? incomplete() : new BackupError('The backup is damaged: its content was changed.');
}

export function incomplete(): BackupError {
  return new BackupError('The backup is incomplete: its end is missing.');
}

function toWeb(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const all = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await all.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await all.return?.();
    },
  });
}

async function* parts(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
