import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '@/lib/sandbox/fault';
import { startSandbox, type Sandbox } from '@/lib/sandbox/start-sandbox';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { httpMessage, startRawUpstream } from '@/tests/support/raw-upstream';
import { failureOf, noWaiting, startFaultyUpstream, upstreamCalls } from './upstream-calls';

let sandbox: Sandbox;
let accounts = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'empty' });
});
afterEach(() => {
  sandbox.remotepc.reset();
  sandbox.remoteit.reset();
});
afterAll(() => sandbox.close());

function remotepc(): RemotepcClient {
  accounts += 1;
  return new RemotepcClient({
    accountId: `reset_${accounts}`,
    baseUrl: sandbox.remotepc.baseUrl,
    ...sandbox.remotepc.credentials,
    timeoutMs: 5_000,
    breaker: new CircuitBreaker(),
    clock: noWaiting,
  });
}

function remoteit(): RemoteitClient {
  accounts += 1;
  return new RemoteitClient({
    accountId: `reset_${accounts}`,
    baseUrl: sandbox.remoteit.baseUrl,
    ...sandbox.remoteit.credentials,
    hostDomains: ['rt3.example'],
    timeoutMs: 5_000,
    breaker: new CircuitBreaker(),
    clock: noWaiting,
  });
}

const ada = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  password: 'Analytical-Engine-1843',
  seats: 2,
  notifyUser: false,
};

const effects = (calls: { effect: boolean }[]) => calls.filter(({ effect }) => effect).length;

const lostAnswers: [name: string, fault: Fault, effects: number][] = [
  ['before the effect', { resetBefore: true }, 0],
  ['after the effect, before the answer', { resetAfter: true }, 1],
  ['in the middle of the answer', { truncateAt: 10, truncateWith: 'rst' }, 1],
];

describe.each(upstreamCalls)('N53: $name', (call) => {
  it('isn’t sent if nothing listens, and says so', async () => {
    const closed = await startRawUpstream(() => undefined);
    await closed.close();
    expect(await failureOf(call.run(closed.origin))).toMatchObject({
      type: 'unavailable',
      outcome: 'not_sent',
      reason: 'ECONNREFUSED',
    });
  });

  it('isn’t sent if the host has no address', async () => {
    expect(await failureOf(call.run('http://upstream.invalid'))).toMatchObject({
      type: 'unavailable',
      outcome: 'not_sent',
    });
  });

  it('N56: isn’t sent if the port doesn’t speak TLS', async () => {
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const { port } = plain.address() as AddressInfo;
    expect(await failureOf(call.run(`https://127.0.0.1:${port}`))).toMatchObject({
      type: 'unavailable',
      outcome: 'not_sent',
      reason: 'ERR_SSL_WRONG_VERSION_NUMBER',
    });
    plain.close();
  });

  it('isn’t replayed by the pool when a kept connection breaks', async () => {
    const upstream = await startFaultyUpstream();
    upstream.answerWith((socket) => socket.write(httpMessage(200, call.golden)));
    await call.run(upstream.origin);
    upstream.requests.length = 0;
    upstream.answerWith((socket) => socket.resetAndDestroy());
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'unavailable',
      outcome: 'maybe_sent',
    });
    expect(upstream.requests).toHaveLength(call.sendings);
    await upstream.close();
  });

  it('uses a new connection if the kept one was closed in between', async () => {
    const upstream = await startFaultyUpstream();
    upstream.answerWith((socket) => socket.end(httpMessage(200, call.golden)));
    for (let round = 0; round < 5; round += 1) {
      expect(await call.run(upstream.origin)).toEqual(call.result);
    }
    expect(upstream.requests.filter(({ path }) => path === call.path)).toHaveLength(5);
    await upstream.close();
  });
});

describe('N53: the connection is reset', () => {
  it.each(lostAnswers)(
    '%s of addUser: sent once, and the list shows the outcome',
    async (_name, fault, count) => {
      sandbox.remotepc.faults.set('add', fault, { times: 1 });
      const client = remotepc();
      expect(await failureOf(client.addUser(ada))).toMatchObject({ outcome: 'maybe_sent' });
      expect(sandbox.remotepc.calls).toHaveLength(1);
      expect(effects(sandbox.remotepc.calls)).toBe(count);
      expect(await client.listUsers()).toHaveLength(count);
      if (count === 1) {
        expect(await failureOf(client.addUser(ada))).toMatchObject({
          type: 'rejected',
          outcome: 'refused',
          code: 'EMAIL_EXISTS',
        });
      }
    },
  );

  it.each(lostAnswers)(
    '%s of inviteUsers: sent once, and repeating it shows the outcome',
    async (_name, fault, count) => {
      sandbox.remotepc.faults.set('invite', fault, { times: 1 });
      const client = remotepc();
      const rows = [{ email: 'ada@example.com', seats: 1 }];
      expect(await failureOf(client.inviteUsers(rows))).toMatchObject({ outcome: 'maybe_sent' });
      expect(sandbox.remotepc.calls).toHaveLength(1);
      expect(effects(sandbox.remotepc.calls)).toBe(count);
      const [answer] = await client.inviteUsers(rows);
      expect(answer?.status).toBe(count === 1 ? 'already_invited' : 'invited');
      expect(effects(sandbox.remotepc.calls)).toBe(1);
    },
  );

  it.each(lostAnswers)('%s of createAutoLoginLink: sent once', async (_name, fault, count) => {
    sandbox.remotepc.state.addUser({ username: ada.email, password: ada.password });
    sandbox.remotepc.faults.set('signin', fault, { times: 1 });
    const user = { username: ada.email, password: ada.password };
    expect(await failureOf(remotepc().createAutoLoginLink(user))).toMatchObject({
      outcome: 'maybe_sent',
    });
    expect(sandbox.remotepc.calls).toHaveLength(1);
    expect(effects(sandbox.remotepc.calls)).toBe(count);
  });

  it.each(lostAnswers)(
    '%s of login: sent once, and the next call logs in',
    async (_name, fault, count) => {
      sandbox.remoteit.faults.set('login', fault, { times: 1 });
      const client = remoteit();
      expect(await failureOf(client.listDevices())).toMatchObject({ outcome: 'maybe_sent' });
      expect(sandbox.remoteit.calls).toHaveLength(1);
      expect(effects(sandbox.remoteit.calls)).toBe(count);
      expect(await client.listDevices()).toEqual([]);
    },
  );

  it('before the answer of listUsers: the read is repeated and returns complete', async () => {
    sandbox.remotepc.state.addUser({ username: ada.email });
    sandbox.remotepc.faults.set('list', [{ resetBefore: true }, { resetAfter: true }]);
    expect(await remotepc().listUsers()).toHaveLength(1);
    expect(sandbox.remotepc.calls).toHaveLength(3);
  });

  it.each(lostAnswers)('%s of openConnection: one proxy at most', async (_name, fault, count) => {
    sandbox.remoteit.state.addService({ address: '80:00:00:00:01:00:40:c5' });
    sandbox.remoteit.faults.set('connect', fault, { times: 1 });
    const opening = remoteit().openConnection({
      serviceId: '80:00:00:00:01:00:40:c5',
      hostIp: '203.0.113.9',
    });
    expect(await failureOf(opening)).toMatchObject({ outcome: 'maybe_sent' });
    expect(sandbox.remoteit.state.connections.size).toBe(count);
    expect(sandbox.remoteit.calls.map(({ operation }) => operation)).toEqual(['login', 'connect']);
  });
});
