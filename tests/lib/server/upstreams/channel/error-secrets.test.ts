import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainError } from '@/lib/server/explain-error';
import {
  UpstreamError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
} from '@/lib/server/upstreams/channel/errors';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { failureOf, SECRETS, upstreamCalls } from '@/tests/faults/upstream-calls';
import {
  httpMessage,
  startRawUpstream,
  type RawAnswer,
  type RawUpstream,
} from '@/tests/support/raw-upstream';

describe('an error of a call, inspected with its causes (N44)', () => {
  let upstream: RawUpstream;

  beforeAll(async () => {
    upstream = await startRawUpstream(() => undefined);
  });
  afterAll(() => upstream.close());

  /** Fails with every secret that was sent or could come back. */
  const echo = (request: unknown) => `${JSON.stringify(request)} ${Object.values(SECRETS).join()}`;
  const answers: [string, RawAnswer][] = [
    ['is no JSON', (socket, request) => socket.write(httpMessage(200, echo(request)))],
    [
      'is a refusal in those words',
      (socket, request) => {
        const message = { status: 'ERROR', code: 400, message: echo(request), reason: 'x' };
        socket.write(httpMessage(400, JSON.stringify(message)));
      },
    ],
    ['is a 401', (socket, request) => socket.write(httpMessage(401, echo(request)))],
    ['is a 500', (socket, request) => socket.write(httpMessage(500, echo(request)))],
    [
      'leads elsewhere',
      (socket) =>
        socket.write(httpMessage(302, '', { location: `/?${Object.values(SECRETS).join()}` })),
    ],
    ['is no HTTP', (socket, request) => socket.end(echo(request))],
    [
      'breaks off',
      (socket, request) => socket.end(httpMessage(200, echo(request)).subarray(0, -9)),
    ],
    ['is a broken connection', (socket) => socket.resetAndDestroy()],
  ];

  it.each(answers)('contains no secret if the answer %s', async (_, answer) => {
    upstream.answerWith(answer);
    for (const { name, run } of upstreamCalls) {
      const error = await failureOf(run(upstream.origin));
      const answered = explainError(error);
      expect(answered.cause, name).toBe(error);
      const seen = inspect(answered, { depth: 20, showHidden: true }) + JSON.stringify(error);
      expect(seen, name).toContain(error.message);
      for (const secret of Object.values(SECRETS)) expect(seen, name).not.toContain(secret);
    }
  });
});

describe('what a log may see', () => {
  it('contains no credential of a client', () => {
    const clients = [
      new RemotepcClient({
        accountId: 'rpc_1',
        baseUrl: 'http://127.0.0.1:9/private',
        apiKey: 'canary-key',
        timeoutMs: 1,
      }),
      new RemoteitClient({
        accountId: 'rit_1',
        baseUrl: 'http://127.0.0.1:9/apv/v27',
        developerKey: 'canary-developer',
        username: 'canary-user',
        password: 'canary-password',
        timeoutMs: 1,
      }),
    ];
    for (const client of clients) {
      expect(inspect(client, { depth: 20, showHidden: true })).not.toContain('canary');
      expect(JSON.stringify(client)).not.toContain('canary');
    }
  });

  it('describes an error by upstream, operation and type, and never by the response', () => {
    const error = new UpstreamRejectedError({
      upstream: 'remotepc',
      operation: 'addUser',
      kind: 'write',
      outcome: 'refused',
      status: 400,
      code: 'EMAIL_EXISTS',
    });
    expect(error.message).toBe('remotepc addUser: rejected');
    expect(error.cause).toBeUndefined();
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'UpstreamRejectedError',
      type: 'rejected',
      upstream: 'remotepc',
      operation: 'addUser',
      kind: 'write',
      outcome: 'refused',
      status: 400,
      code: 'EMAIL_EXISTS',
      codes: ['EMAIL_EXISTS'],
    });
  });

  it('recognizes an error of another module instance by its brand', () => {
    const facts = {
      upstream: 'remotepc',
      operation: 'addUser',
      kind: 'write',
      outcome: 'maybe_sent',
    } as const;
    const error = new UpstreamTimeoutError(facts);
    const foreign = Object.assign(Object.create(Error.prototype) as object, {
      type: 'timeout',
      [Symbol.for('reseller-desk.upstream-error')]: true,
    });
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toBeInstanceOf(UpstreamTimeoutError);
    expect(error).not.toBeInstanceOf(UpstreamRejectedError);
    expect(foreign instanceof UpstreamTimeoutError).toBe(true);
    expect(foreign instanceof UpstreamRejectedError).toBe(false);
    expect({ type: 'timeout' } instanceof UpstreamTimeoutError).toBe(false);
  });
});
