import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';
import { failureOf, startFaultyUpstream, upstreamCalls } from './upstream-calls';

let upstream: RawUpstream;
let evil: RawUpstream;

beforeAll(async () => {
  upstream = await startFaultyUpstream();
  evil = await startRawUpstream((socket) => socket.write(httpMessage(200, '{}')));
});
afterAll(async () => {
  await upstream.close();
  await evil.close();
});

describe.each(upstreamCalls)('N49: a redirect answering $name', (call) => {
  it.each([301, 302, 303, 307, 308])(
    'isn’t followed with status %i, wherever it leads',
    async (status) => {
      const targets = [
        evil.origin,
        `${evil.origin}${call.path}`,
        `//127.0.0.1:${evil.port}/`,
        `http://127.0.0.1:${upstream.port}${call.path}`,
        'http://169.254.169.254/latest/meta-data/',
        'file:///etc/passwd',
      ];
      for (const location of targets) {
        upstream.requests.length = 0;
        upstream.answerWith((socket) =>
          socket.write(httpMessage(status, call.golden, { location })),
        );
        expect(await failureOf(call.run(upstream.origin))).toMatchObject({
          type: 'malformed',
          outcome: 'maybe_sent',
          status,
        });
        expect(upstream.requests).toHaveLength(1);
      }
      expect(evil.requests).toEqual([]);
    },
  );
});
