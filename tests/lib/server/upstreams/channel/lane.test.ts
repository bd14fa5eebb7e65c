import { afterEach, describe, expect, it } from 'vitest';
import { Lane } from '@/lib/server/upstreams/channel/lane';
import { requestJson } from '@/lib/server/upstreams/channel/request-json';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';

let upstream: RawUpstream | undefined;

afterEach(async () => {
  await upstream?.close();
  upstream = undefined;
});

describe('a lane', () => {
  it('admits four, and the next when one leaves', async () => {
    const lane = new Lane();
    const exits = await Promise.all([1, 2, 3, 4].map(() => lane.enter(1_000)));
    const fifth = lane.enter(1_000);
    exits[0]?.();
    exits[0]?.();
    expect(await fifth).toBeTypeOf('function');
    expect(await lane.enter(1)).toBeNull();
  });

  it('with its own size admits that many', async () => {
    const lane = new Lane(6);
    const exits = await Promise.all([1, 2, 3, 4, 5, 6].map(() => lane.enter(1)));
    expect(exits.every((exit) => exit !== null)).toBe(true);
    expect(await lane.enter(1)).toBeNull();
  });

  it('rejects the sixty-fifth in the queue at once', async () => {
    const lane = new Lane();
    const exits = await Promise.all([1, 2, 3, 4].map(() => lane.enter(1_000)));
    const queue = Array.from({ length: 64 }, () => lane.enter(10_000));
    expect(await lane.enter(10_000)).toBeNull();
    for (const exit of exits) exit?.();
    for (const waiting of queue) (await waiting)?.();
  });

  it('opens at most four connections to an upstream for fifty calls, and keeps them', async () => {
    let most = 0;
    upstream = await startRawUpstream((socket) => {
      most = Math.max(most, upstream?.openSockets() ?? 0);
      socket.write(httpMessage(200, '{}'));
    });
    const url = new URL(`${upstream.origin}/x`);
    const call = {
      upstream: 'remotepc',
      accountId: 'rpc_one',
      operation: 'listUsers',
      kind: 'read',
      url,
      method: 'POST',
    } as const;
    const send = () => requestJson({ ...call, headers: {}, timeoutMs: 5_000 });
    const replies = await Promise.all(Array.from({ length: 50 }, send));
    expect(replies).toHaveLength(50);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('completes a call whose neighbor went silent, and continues over a new connection', async () => {
    let answerSlow: (() => void) | undefined;
    upstream = await startRawUpstream((socket, { path }) => {
      const answer = () => void socket.write(httpMessage(200, '{}'));
      if (path === '/slow') answerSlow = answer;
      else if (path === '/prompt') answer();
    });
    const caller = { upstream: 'remotepc', operation: 'listUsers', kind: 'read' } as const;
    const call = { ...caller, accountId: 'rpc_one' };
    const send = (path: string, timeoutMs: number) => {
      const url = new URL(path, upstream?.origin);
      return requestJson({ ...call, url, method: 'POST', headers: {}, timeoutMs });
    };
    const slow = send('/slow', 10_000);
    await expect.poll(() => answerSlow).toBeDefined();
    await expect(send('/silent', 50)).rejects.toMatchObject({ type: 'timeout' });
    expect(await send('/prompt', 10_000)).toMatchObject({ status: 200 });
    answerSlow?.();
    expect(await slow).toMatchObject({ status: 200 });
  });
});

describe('a request', () => {
  it('is sent as JSON with its length and no secret in the path', async () => {
    upstream = await startRawUpstream((socket) => socket.write(httpMessage(200, '{"a":1}')));
    const reply = await requestJson({
      upstream: 'remotepc',
      accountId: 'rpc_one',
      operation: 'addUser',
      kind: 'write',
      url: new URL(`${upstream.origin}/rpc-api/reseller/private/user/add`),
      method: 'POST',
      headers: { authorization: 'Bearer key' },
      body: { firstName: 'Zoë' },
      timeoutMs: 5_000,
    });
    expect(reply).toMatchObject({ status: 200, kind: 'json', body: { a: 1 } });
    expect(upstream.requests).toEqual([
      {
        method: 'POST',
        path: '/rpc-api/reseller/private/user/add',
        body: '{"firstName":"Zoë"}',
        headers: {
          host: `127.0.0.1:${upstream.port}`,
          connection: 'keep-alive',
          accept: 'application/json',
          'accept-encoding': 'gzip, deflate, br',
          'user-agent': 'reseller-desk',
          'content-type': 'application/json',
          authorization: 'Bearer key',
          'content-length': '20',
        },
      },
    ]);
  });

  it('with an invalid header isn’t sent', async () => {
    upstream = await startRawUpstream((socket) => socket.write(httpMessage(200, '{}')));
    const sending = requestJson({
      upstream: 'remotepc',
      accountId: 'rpc_one',
      operation: 'addUser',
      kind: 'write',
      url: new URL(upstream.origin),
      method: 'POST',
      headers: { authorization: 'Bearer line\r\nbreak' },
      timeoutMs: 5_000,
    });
    await expect(sending).rejects.toMatchObject({ type: 'unavailable', outcome: 'not_sent' });
    expect(upstream.requests).toEqual([]);
  });
});
