import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';
import { cutsOf, statuses } from '@/tests/support/size';
import { remoteitCalls, run, startFaultyRemoteit, type RemoteitCallCase } from './remoteit-calls';
import { endOf, failureOf } from './upstream-calls';

const HTML = '<!doctype html><title>502 Bad Gateway</title><h1>Slim Application Error</h1>';
const MB = 1024 * 1024;

let upstream: Awaited<ReturnType<typeof startFaultyRemoteit>>;
let evil: RawUpstream;

beforeAll(async () => {
  upstream = await startFaultyRemoteit();
  evil = await startRawUpstream((socket) => socket.write(httpMessage(200, '{}')));
});
afterAll(async () => {
  await upstream.close();
  await evil.close();
});

const asked = (call: RemoteitCallCase) =>
  upstream.requests.filter(({ path }) => path === call.path).length;

/** The statuses with how the call ended, equal neighbors merged. */
async function sweep(call: RemoteitCallCase, body: string): Promise<string[]> {
  const ranges: { from: number; to: number; end: string }[] = [];
  for (const status of statuses()) {
    upstream.answerWith((socket) => {
      const isBodiless = status === 204 || status === 304;
      socket.write(isBodiless ? `HTTP/1.1 ${status} Any\r\n\r\n` : httpMessage(status, body));
    });
    const end = await endOf(run(call, upstream.origin));
    const last = ranges.at(-1);
    if (last?.end === end) last.to = status;
    else ranges.push({ from: status, to: status, end });
  }
  return ranges.map(({ from, to, end }) => `${from === to ? from : `${from}-${to}`} ${end}`);
}

/**
 * If the body says nothing, the status decides; 403 is the account's fault except for v27's calls
 * with a token.
 */
const byStatus = (forbidden: string) => [
  '200-400 malformed',
  '401 unauthorized',
  '402 malformed',
  `403 ${forbidden}`,
  '404-428 malformed',
  '429 rate_limited',
  '430-499 malformed',
  '500-599 unavailable',
];

const forbiddenOf = ({ api, kind }: RemoteitCallCase) =>
  api === 'v27' && kind !== 'login' ? 'forbidden' : 'unauthorized';

function refusalEnds({ api, kind }: RemoteitCallCase): string[] {
  const word = kind === 'login' ? 'unauthorized' : 'rejected';
  return [
    `200-203 ${word}`,
    '204 malformed',
    `205-299 ${word}`,
    '300-399 malformed',
    ...(api === 'v27'
      ? [`400-428 ${word}`]
      : [
          '400 rejected',
          '401 unauthorized',
          '402 rejected',
          '403 unauthorized',
          '404-428 rejected',
        ]),
    '429 rate_limited',
    `430-499 ${word}`,
    '500-599 unavailable',
  ];
}

describe.each(remoteitCalls)('N48: each status from 200 to 599 answering $name', (call) => {
  beforeEach(() => upstream.faulty(call.path));

  it('accepts the documented success only with status 200', async () => {
    const ends = await sweep(call, call.golden);
    expect(ends).toEqual(
      call.api === 'v27'
        ? ['200 ok', '201-599 malformed']
        : ['200 ok', ...byStatus('unauthorized').with(0, '201-400 malformed')],
    );
  });

  it('uses the status if the body is an HTML page', async () => {
    expect(await sweep(call, HTML)).toEqual(byStatus(forbiddenOf(call)));
  });

  it('uses the code if the API refuses in its own way', async () => {
    expect(await sweep(call, call.refusal)).toEqual(refusalEnds(call));
  });

  it('treats the single word Unauthorized as a refused signature, over GraphQL only', async () => {
    const [first] = await sweep(call, 'Unauthorized');
    expect(first).toBe(call.api === 'v27' ? '200-400 malformed' : '200-203 unauthorized');
  });
});

describe.each(remoteitCalls)('N49: a redirect answering $name', (call) => {
  beforeEach(() => upstream.faulty(call.path));

  it.each([301, 302, 303, 307, 308])('with %i isn’t followed', async (status) => {
    for (const location of [`${evil.origin}${call.path}`, `//127.0.0.1:${evil.port}/`, call.path]) {
      upstream.requests.length = 0;
      upstream.answerWith((socket) => socket.write(httpMessage(status, call.golden, { location })));
      expect(await failureOf(run(call, upstream.origin))).toMatchObject({
        type: 'malformed',
        outcome: 'maybe_sent',
        status,
      });
      expect(asked(call)).toBe(1);
    }
    expect(evil.requests).toEqual([]);
  });
});

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

describe.each(remoteitCalls)('N51: a huge answer to $name', (call) => {
  beforeEach(() => upstream.faulty(call.path));
  const capMb = call.kind === 'read' ? 32 : 8;

  it('is cut at the cap, and memory stays flat', async () => {
    let sent = 0;
    upstream.answerWith((socket) => {
      pour(socket, 'HTTP/1.1 200 OK\r\n\r\n{', 100 * MB, (bytes) => {
        sent += bytes;
      });
    });
    const before = process.memoryUsage().rss;
    const error = await failureOf(run(call, upstream.origin));
    const grownMb = (process.memoryUsage().rss - before) / MB;
    expect(error).toMatchObject({ type: 'malformed', outcome: 'maybe_sent', reason: 'too_large' });
    expect(sent / MB).toBeLessThan(capMb + 16);
    expect(grownMb).toBeLessThan(50);
    expect(asked(call)).toBe(1);
  });

  it('compressed as a bomb is cut at the cap', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MB, ' '));
    upstream.answerWith((socket) => {
      socket.write(httpMessage(200, bomb, { 'content-encoding': 'gzip' }));
    });
    expect(await failureOf(run(call, upstream.origin))).toMatchObject({ reason: 'too_large' });
  });
});

const framings: [string, (golden: string) => Buffer][] = [
  ['with a content length', (golden) => httpMessage(200, golden)],
  [
    'in chunks',
    (golden) =>
      Buffer.from(
        `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${golden.length.toString(16)}\r\n${golden}\r\n0\r\n\r\n`,
      ),
  ],
];

describe.each(remoteitCalls)('N52: the answer to $name, cut at every byte', (call) => {
  beforeEach(() => upstream.faulty(call.path));

  it.each(framings)('sent %s is never used in part', async (name, frame) => {
    const message = frame(call.golden);
    const endings = [
      (cut: number) => upstream.answerWith((socket) => socket.end(message.subarray(0, cut))),
      (cut: number) =>
        upstream.answerWith((socket) => {
          socket.write(message.subarray(0, cut), () => socket.resetAndDestroy());
        }),
    ];
    for (const endAt of endings) {
      for (const cut of cutsOf(message.length)) {
        endAt(cut);
        const error = await failureOf(run(call, upstream.origin));
        expect(['malformed', 'unavailable'], `${name}, cut at ${cut}`).toContain(error.type);
        expect(error.outcome, `${name}, cut at ${cut}`).toBe('maybe_sent');
      }
    }
    upstream.answerWith((socket) => socket.end(message));
    expect(await run(call, upstream.origin)).toEqual(call.result);
  });
});
