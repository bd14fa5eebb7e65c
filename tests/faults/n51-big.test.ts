import { execFile } from 'node:child_process';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '@/tests/support/program';
import { httpMessage, type RawAnswer, type RawUpstream } from '@/tests/support/raw-upstream';
import { failureOf, startFaultyUpstream, upstreamCalls } from './upstream-calls';

const MB = 1024 * 1024;

let upstream: RawUpstream;

beforeAll(async () => {
  upstream = await startFaultyUpstream();
});
afterAll(() => upstream.close());

/** Sends `total` bytes of a JSON text that never ends, as fast as the client reads them. */
function pour(socket: Socket, head: string, total: number, onSent: (bytes: number) => void): void {
  const chunk = Buffer.alloc(64 * 1024, '1');
  let left = total;
  socket.write(head);
  const more = () => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length;
      onSent(chunk.length);
      if (!socket.write(chunk)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

describe.each(upstreamCalls)('N51: a huge answer to $name', (call) => {
  const capMb = call.name === 'listUsers' ? 32 : 8;

  it.each([
    ['of unknown length', 'HTTP/1.1 200 OK\r\n\r\n{'],
    ['that hides its length', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{'],
  ])('%s is cut at the cap, and memory stays flat', async (_name, head) => {
    let sent = 0;
    upstream.requests.length = 0;
    upstream.answerWith((socket) => {
      pour(socket, head, 100 * MB, (bytes) => {
        sent += bytes;
      });
    });
    const before = process.memoryUsage().rss;
    const error = await failureOf(call.run(upstream.origin));
    const grownMb = (process.memoryUsage().rss - before) / MB;
    expect(error).toMatchObject({ type: 'malformed', outcome: 'maybe_sent', reason: 'too_large' });
    expect(upstream.requests).toHaveLength(1);
    expect(sent / MB).toBeLessThan(capMb + 16);
    expect(grownMb).toBeLessThan(50);
  });

  it('that announces its length isn’t read at all', async () => {
    upstream.answerWith((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${100 * MB}\r\n\r\n{`);
    });
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'malformed',
      reason: 'too_large',
    });
  });

  it('with headers of 10 MB is cut at the first 16 KB', async () => {
    upstream.answerWith((socket) => {
      pour(socket, 'HTTP/1.1 200 OK\r\nx-big: ', 10 * MB, () => undefined);
    });
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'malformed',
      outcome: 'maybe_sent',
      reason: 'UND_ERR_HEADERS_OVERFLOW',
    });
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(64 * MB, ' '))],
    ['br', brotliCompressSync(Buffer.alloc(64 * MB, ' '))],
  ])('compressed as a %s bomb is cut at the cap', async (encoding, bomb) => {
    upstream.answerWith((socket) => {
      socket.write(httpMessage(200, bomb, { 'content-encoding': encoding }));
    });
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'malformed',
      outcome: 'maybe_sent',
      reason: 'too_large',
    });
  });

  it('compressed five times is refused unread', async () => {
    let body: Buffer = Buffer.from(call.golden);
    for (let times = 0; times < 5; times += 1) body = gzipSync(body);
    const encoding = 'gzip, gzip, gzip, gzip, gzip';
    upstream.answerWith((socket) => {
      socket.write(httpMessage(200, body, { 'content-encoding': encoding }));
    });
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'malformed',
      reason: 'encoding',
    });
  });

  it('in an unrequested encoding is refused', async () => {
    upstream.answerWith((socket) => {
      socket.write(httpMessage(200, call.golden, { 'content-encoding': 'constructor' }));
    });
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({ reason: 'encoding' });
  });

  it('nested a million levels deep is malformed, not a crash', async () => {
    upstream.answerWith((socket) => socket.write(httpMessage(200, '['.repeat(MB))));
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({ type: 'malformed' });
  });
});

const packed: [string, (bytes: Buffer) => Buffer][] = [
  ['gzip', (bytes) => gzipSync(bytes)],
  ['x-gzip', (bytes) => gzipSync(bytes)],
  ['identity, br', (bytes) => brotliCompressSync(bytes)],
];

describe.each(upstreamCalls)('N51: a compressed answer to $name', (call) => {
  it.each(packed)('in %s is read', async (encoding, pack) => {
    const body = pack(Buffer.from(call.golden));
    upstream.answerWith((socket) => {
      socket.write(httpMessage(200, body, { 'content-encoding': encoding }));
    });
    expect(await call.run(upstream.origin)).toEqual(call.result);
  });

  it('whose compressed data is cut off is malformed', async () => {
    const body = gzipSync(Buffer.from(call.golden)).subarray(0, -6);
    upstream.answerWith((socket) => {
      socket.write(httpMessage(200, body, { 'content-encoding': 'gzip' }));
    });
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'malformed',
      reason: 'truncated',
    });
  });
});

describe('N51: the memory used by a huge answer', () => {
  it('is less than 50 MB, for any compression and any caller', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * MB, ' '));
    const fivefold = [1, 2, 3, 4].reduce((body: Buffer) => gzipSync(body), bomb);
    const packedIn = (encoding: string, body: Buffer): RawAnswer => {
      const message = httpMessage(200, body, { 'content-encoding': encoding });
      return (socket) => socket.write(message);
    };
    const answers: RawAnswer[] = [
      packedIn('gzip', gzipSync(Buffer.alloc(MB, ' '))),
      packedIn('gzip', bomb),
      packedIn('gzip, gzip, gzip, gzip, gzip', fivefold),
      (socket) => pour(socket, 'HTTP/1.1 200 OK\r\n\r\n{', 100 * MB, () => undefined),
    ];
    const upstreams = await Promise.all(
      answers.map(async (answer) => {
        const started = await startFaultyUpstream();
        started.answerWith(answer);
        return started;
      }),
    );
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--expose-gc',
      ...(await program('tests/support/measure-answers.ts')),
      ...upstreams.map(({ origin }) => origin),
    ]);
    await Promise.all(upstreams.map((started) => started.close()));
    const measured = JSON.parse(stdout) as { reason: string; grownMb: number }[];
    expect(measured.map(({ reason }) => reason)).toEqual([
      ...Array.from({ length: 5 }, () => 'too_large'),
      ...Array.from({ length: 5 }, () => 'encoding'),
      ...Array.from({ length: 5 }, () => 'too_large'),
    ]);
    expect(Math.max(...measured.map(({ grownMb }) => grownMb))).toBeLessThan(50);
  });
});
