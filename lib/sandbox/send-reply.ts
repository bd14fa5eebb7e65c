import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Fault } from './fault';
import type { Reply } from './reply';

/** Time for the other side to read what has been sent. */
const readingMs = 30;

/** Sends an answer, its bytes modified as the fault says. Ends early when `signal` fires. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  fault: Fault,
  signal: AbortSignal,
): Promise<void> {
  const bytes = Buffer.from(reply.body);
  const size = fault.gzipBombBytes ?? fault.padToBytes;
  if (size !== undefined) {
    await sendPadded(response, reply, { bytes, size, isGzip: fault.gzipBombBytes !== undefined });
    return;
  }
  const isBodiless = reply.status === 204 || reply.status === 304;
  const sent = fault.truncateWith === 'clean' ? bytes.subarray(0, fault.truncateAt) : bytes;
  const length = isBodiless ? {} : { 'content-length': String(sent.length) };
  response.writeHead(reply.status, { ...length, ...reply.headers });

  if (fault.stallAfterHeaders) {
    response.flushHeaders();
    await once(response, 'close', { signal });
  } else if (fault.truncateAt !== undefined && fault.truncateWith !== 'clean') {
    await cut(response, bytes.subarray(0, fault.truncateAt), fault.truncateWith ?? 'fin');
  } else if (fault.drip) {
    await drip(response, sent, fault.drip.bytesPerSecond, signal);
  } else {
    response.end(isBodiless ? undefined : sent);
  }
}

/** Breaks the connection so that the other side gets ECONNRESET, not an orderly end. */
export function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

async function cut(response: ServerResponse, part: Buffer, end: 'fin' | 'rst'): Promise<void> {
  response.flushHeaders();
  response.write(part);
  if (end === 'fin') {
    response.socket?.end();
    return;
  }
  // Linux's reader treats a reset that overtakes unread bytes as an orderly end.
  await wait(readingMs);
  resetConnection(response);
}

async function drip(
  response: ServerResponse,
  bytes: Buffer,
  bytesPerSecond: number,
  signal: AbortSignal,
): Promise<void> {
  const portion = Math.max(1, Math.floor(bytesPerSecond / 20));
  const pauseMs = (1000 * portion) / bytesPerSecond;
  response.flushHeaders();
  for (let start = 0; start < bytes.length && !response.destroyed; start += portion) {
    await wait(pauseMs, undefined, { signal });
    response.write(bytes.subarray(start, start + portion));
  }
  response.end();
}

type Padding = { bytes: Buffer; size: number; isGzip: boolean };

/** JSON allows white space before its last brace, so the padded answer still parses. */
async function sendPadded(response: ServerResponse, reply: Reply, padding: Padding): Promise<void> {
  const encoding = padding.isGzip
    ? { 'content-encoding': 'gzip' }
    : { 'content-length': String(Math.max(padding.size, padding.bytes.length)) };
  response.writeHead(reply.status, { ...reply.headers, ...encoding });
  const source = Readable.from(padded(padding));
  if (padding.isGzip) await pipeline(source, createGzip(), response);
  else await pipeline(source, response);
}

function* padded({ bytes, size }: Padding): Generator<Buffer> {
  const block = Buffer.alloc(64 * 1024, ' ');
  yield bytes.subarray(0, -1);
  for (let left = size - bytes.length; left > 0; left -= block.length) {
    yield block.subarray(0, Math.min(left, block.length));
  }
  yield bytes.subarray(-1);
}
