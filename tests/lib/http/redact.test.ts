import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { UpstreamError, UpstreamRejectedError, UpstreamTimeoutError } from '@/lib/http/errors';
import { redact } from '@/lib/http/redact';
import { RemoteitClient } from '@/lib/remoteit/client';
import { RemotepcClient } from '@/lib/remotepc/client';

describe('redact', () => {
  it('masks each secret at any depth and however it is spelled', () => {
    expect(
      redact({
        username: 'ada@example.com',
        password: 'p',
        headers: { Authorization: 'Bearer k', developerKey: 'd', 'Set-Cookie': ['c'] },
        reply: [{ token: 't', auth_token: 't', service_authhash: 'h', service_token: 's' }],
        message: { rpc_redirect_link: 'https://login.remotepc.com/x' },
        apikey: 'a',
        developer_key: 'd',
      }),
    ).toEqual({
      username: 'ada@example.com',
      password: '[redacted]',
      headers: {
        Authorization: '[redacted]',
        developerKey: '[redacted]',
        'Set-Cookie': '[redacted]',
      },
      reply: [
        {
          token: '[redacted]',
          auth_token: '[redacted]',
          service_authhash: '[redacted]',
          service_token: '[redacted]',
        },
      ],
      message: { rpc_redirect_link: '[redacted]' },
      apikey: '[redacted]',
      developer_key: '[redacted]',
    });
  });

  it('ends on cycles and great depth, and leaves the original alone', () => {
    const cycle: Record<string, unknown> = { password: 'p' };
    cycle.self = cycle;
    expect(redact(cycle)).toEqual({ password: '[redacted]', self: '[cut]' });
    expect(cycle.password).toBe('p');
    let deep: unknown = 'end';
    for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
    expect(JSON.stringify(redact(deep))).toContain('[cut]');
  });
});

describe('what a log may see', () => {
  it('holds no credential of a client', () => {
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

  it('names an error by upstream, operation and kind, and never by what came back', () => {
    const error = new UpstreamRejectedError({
      upstream: 'remotepc',
      operation: 'addUser',
      outcome: 'refused',
      status: 400,
      code: 'EMAIL_EXISTS',
    });
    expect(error.message).toBe('remotepc addUser: rejected');
    expect(error.cause).toBeUndefined();
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'UpstreamRejectedError',
      kind: 'rejected',
      upstream: 'remotepc',
      operation: 'addUser',
      outcome: 'refused',
      status: 400,
      code: 'EMAIL_EXISTS',
      codes: ['EMAIL_EXISTS'],
    });
  });

  it('knows an error of another module instance by its brand', () => {
    const facts = { upstream: 'remotepc', operation: 'addUser', outcome: 'maybe_sent' } as const;
    const error = new UpstreamTimeoutError(facts);
    const foreign = Object.assign(Object.create(Error.prototype) as object, {
      kind: 'timeout',
      [Symbol.for('reseller-desk.upstream-error')]: true,
    });
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toBeInstanceOf(UpstreamTimeoutError);
    expect(error).not.toBeInstanceOf(UpstreamRejectedError);
    expect(foreign instanceof UpstreamTimeoutError).toBe(true);
    expect(foreign instanceof UpstreamRejectedError).toBe(false);
    expect({ kind: 'timeout' } instanceof UpstreamTimeoutError).toBe(false);
  });
});
