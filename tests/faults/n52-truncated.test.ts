import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpMessage, type RawUpstream } from '@/tests/support/raw-upstream';
import { cutsOf } from '@/tests/support/size';
import { failureOf, startFaultyUpstream, upstreamCalls } from './upstream-calls';

let upstream: RawUpstream;

beforeAll(async () => {
  upstream = await startFaultyUpstream();
});
afterAll(() => upstream.close());

type Framing = [name: string, frame: (golden: string) => Buffer];

const framings: Framing[] = [
  ['with a content length', (golden) => httpMessage(200, golden)],
  [
    'with a content length, to be closed',
    (golden) => httpMessage(200, golden, { connection: 'close' }),
  ],
  [
    'in chunks',
    (golden) =>
      Buffer.from(
        `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${golden.length.toString(16)}\r\n${golden}\r\n0\r\n\r\n`,
      ),
  ],
  ['up to the end of the connection', (golden) => Buffer.from(`HTTP/1.1 200 OK\r\n\r\n${golden}`)],
  ['packed', (golden) => httpMessage(200, gzipSync(golden), { 'content-encoding': 'gzip' })],
];

describe.each(upstreamCalls)('N52: the answer to $name, cut at every byte', (call) => {
  it.each(framings)('sent %s is never used in part', async (name, frame) => {
    const message = frame(call.golden);
    const endings = [
      (cut: number) => {
        upstream.answerWith((socket) => socket.end(message.subarray(0, cut)));
      },
      (cut: number) => {
        upstream.answerWith((socket) => {
          socket.write(message.subarray(0, cut), () => socket.resetAndDestroy());
        });
      },
    ];
    for (const endAt of endings) {
      for (const cut of cutsOf(message.length)) {
        // What ends with the connection can't be distinguished from a complete answer once
        // everything has arrived.
        endAt(cut);
        const error = await failureOf(call.run(upstream.origin));
        expect(['malformed', 'unavailable'], `${name}, cut at ${cut}`).toContain(error.type);
        expect(error.outcome, `${name}, cut at ${cut}`).toBe('maybe_sent');
      }
    }
  });

  it.each(framings)('sent %s and complete is used', async (_name, frame) => {
    upstream.answerWith((socket) => socket.end(frame(call.golden)));
    expect(await call.run(upstream.origin)).toEqual(call.result);
  });
});
