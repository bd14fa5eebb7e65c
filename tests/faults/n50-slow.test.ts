import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpMessage, type RawAnswer, type RawUpstream } from '@/tests/support/raw-upstream';
import { failureOf, startFaultyUpstream, upstreamCalls } from './upstream-calls';

const DEADLINE_MS = 300;

let upstream: RawUpstream;

beforeAll(async () => {
  upstream = await startFaultyUpstream();
});
afterAll(() => upstream.close());

/** How much later than the deadline a call may end. */
const SLACK_MS = 250;
/** A busy machine may stall for longer than that, but hardly every time. */
const TRIES = 3;

const noReply: RawAnswer = () => undefined;

const stallAfterHeaders: RawAnswer = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"status"');
};

const drip: RawAnswer = (socket) => {
  const message = httpMessage(200, ' '.repeat(5_000));
  let sent = 0;
  const timer = setInterval(() => {
    socket.write(message.subarray(sent, sent + 1));
    sent += 1;
  }, 10);
  socket.on('close', () => clearInterval(timer));
};

const stallWithinHeaders: RawAnswer = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\ncontent-le');
};

/** Resolves once the client has let go of every connection. */
async function allClosed(): Promise<void> {
  while (upstream.openSockets() > 0) await new Promise((resolve) => setImmediate(resolve));
}

/** Runs into the deadline, and again if that took longer than allowed. */
async function expectEndInTime(
  run: () => Promise<unknown>,
  outcome: 'not_sent' | 'maybe_sent',
): Promise<void> {
  let shortestMs = Infinity;
  for (let count = 0; count < TRIES && shortestMs > DEADLINE_MS + SLACK_MS; count += 1) {
    const startedAt = performance.now();
    expect(await failureOf(run())).toMatchObject({ type: 'timeout', outcome });
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThanOrEqual(DEADLINE_MS - 5);
    shortestMs = Math.min(shortestMs, tookMs);
  }
  expect(shortestMs).toBeLessThanOrEqual(DEADLINE_MS + SLACK_MS);
}

describe.each(upstreamCalls)('N50: a slow upstream answering $name', (call) => {
  it.each([
    ['never answers', noReply],
    ['stalls within the headers', stallWithinHeaders],
    ['stalls after the headers', stallAfterHeaders],
    ['drips a byte at a time', drip],
  ])('is abandoned at the deadline if it %s', async (_name, answer) => {
    upstream.answerWith(answer);
    await expectEndInTime(async () => {
      upstream.requests.length = 0;
      await call.run(upstream.origin, DEADLINE_MS).finally(() => {
        expect(upstream.requests).toHaveLength(1);
      });
    }, 'maybe_sent');
    await allClosed();
  });

  it('is sent nothing if the TLS handshake never ends', async () => {
    let received = Buffer.alloc(0);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        received = Buffer.concat([received, data]);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const run = () => call.run(`https://127.0.0.1:${port}`, DEADLINE_MS);
    await expectEndInTime(run, 'not_sent');
    expect(received.includes(call.path)).toBe(false);
    server.close();
  });
});
