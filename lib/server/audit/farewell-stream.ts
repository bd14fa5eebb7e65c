import 'server-only';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const HEADER_BYTES = 5;
const ALERT = 21;
const ENCRYPTED = 23;
/** Of TLS 1.3: two bytes of an alert, its type, and the tag. */
const ENCRYPTED_ALERT_BYTES = 19;

/**
 * What is under a TLS connection, for one question that Node doesn't answer: whether the other side
 * ended it with a `close_notify`, or only the TCP connection ended, as if its process was killed.
 * Looks at the headers of the records, which aren't encrypted.
 */
export class FarewellStream extends Duplex {
  readonly #socket: Socket;
  #header = Buffer.alloc(0);
  #left = 0;
  #isLastAnAlert = false;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#watch(chunk);
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  /** So far, nothing came after an alert. */
  get hasFarewell(): boolean {
    return this.#isLastAnAlert && this.#left === 0 && this.#header.length === 0;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #watch(chunk: Buffer): void {
    for (let rest = chunk; rest.length > 0;) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, rest.length);
        this.#left -= taken;
        rest = rest.subarray(taken);
        continue;
      }
      const missing = HEADER_BYTES - this.#header.length;
      this.#header = Buffer.concat([this.#header, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (this.#header.length === HEADER_BYTES) this.#begin();
    }
  }

  #begin(): void {
    const [type, length] = [this.#header.readUInt8(0), this.#header.readUInt16BE(3)];
    this.#isLastAnAlert =
      type === ALERT || (type === ENCRYPTED && length === ENCRYPTED_ALERT_BYTES);
    this.#left = length;
    this.#header = Buffer.alloc(0);
  }
}
