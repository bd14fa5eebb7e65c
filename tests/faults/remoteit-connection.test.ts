import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '@/lib/sandbox/fault';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import type { RemoteitApi } from '@/lib/server/upstreams/remoteit/api';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { RemoteitGraphqlClient } from '@/lib/server/upstreams/remoteit/graphql-client';
import { httpMessage, startRawUpstream, type RawAnswer } from '@/tests/support/raw-upstream';
import { remoteitCalls, run, sendings, startFaultyRemoteit } from './remoteit-calls';
import { failureOf, noWaiting, withoutDeadlines } from './upstream-calls';

const DEADLINE_MS = 300;
const SERVICE = '80:00:00:00:01:00:40:c5';

let upstream: Awaited<ReturnType<typeof startFaultyRemoteit>>;
let sandbox: RemoteitSandbox;

beforeAll(async () => {
  upstream = await startFaultyRemoteit();
  sandbox = await startRemoteitSandbox({ seed: 'empty' });
});
afterEach(() => sandbox.reset());
afterAll(async () => {
  await upstream.close();
  await sandbox.close();
});

const noReply: RawAnswer = () => undefined;
const stallAfterHeaders: RawAnswer = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"data"');
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

describe.each(remoteitCalls)('N50: a slow remote.it answering $name', (call) => {
  beforeEach(() => upstream.faulty(call.path));

  it.each([
    ['never answers', noReply],
    ['stalls after the headers', stallAfterHeaders],
    ['drips a byte at a time', drip],
  ])('is abandoned at the deadline if it %s', async (_name, answer) => {
    upstream.answerWith(answer);
    const startedAt = performance.now();
    const error = await failureOf(run(call, upstream.origin, { timeoutMs: DEADLINE_MS }));
    expect(performance.now() - startedAt).toBeLessThanOrEqual(DEADLINE_MS + 250);
    expect(error).toMatchObject({ type: 'timeout', outcome: 'maybe_sent' });
    const sent = upstream.requests.filter(({ path }) => path === call.path);
    // v27's list uses the connection that the login left: if that is silent, another one.
    expect(sent.length).toBeLessThanOrEqual(call.name === 'v27 list' ? 2 : 1);
    expect(sent.length).toBeGreaterThan(0);
  });
});

describe.each(remoteitCalls)('N53: $name', (call) => {
  it('isn’t sent if nothing listens, and says so', async () => {
    const closed = await startRawUpstream(() => undefined);
    await closed.close();
    expect(await failureOf(run(call, closed.origin))).toMatchObject({
      type: 'unavailable',
      outcome: 'not_sent',
      reason: 'ECONNREFUSED',
    });
  });

  it('N54: isn’t sent if the host has no address', async () => {
    expect(await failureOf(run(call, 'http://upstream.invalid'))).toMatchObject({
      type: 'unavailable',
      outcome: 'not_sent',
    });
  });

  it('N56: isn’t sent if the port doesn’t speak TLS', async () => {
    let received = '';
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        received += data.toString('latin1');
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const { port } = plain.address() as AddressInfo;
    expect(await failureOf(run(call, `https://127.0.0.1:${port}`))).toMatchObject({
      type: 'unavailable',
      outcome: 'not_sent',
    });
    expect(received).not.toContain('POST');
    plain.close();
  });

  it('N55: isn’t replayed by the pool when a kept connection breaks', async () => {
    upstream.faulty(call.path);
    upstream.answerWith((socket) => socket.write(httpMessage(200, call.golden)));
    expect(await run(call, upstream.origin)).toEqual(call.result);
    upstream.requests.length = 0;
    upstream.answerWith((socket) => socket.resetAndDestroy());
    expect(await failureOf(run(call, upstream.origin))).toMatchObject({
      type: 'unavailable',
      outcome: 'maybe_sent',
    });
    const sent = upstream.requests.filter(({ path }) => path === call.path);
    expect(sent).toHaveLength(sendings(call));
  });
});

let accounts = 0;

function clientOf(api: 'v27' | 'graphql', breaker = new CircuitBreaker()): RemoteitApi {
  accounts += 1;
  const shared = {
    accountId: `rit_reset_${accounts}`,
    timeoutMs: 5_000,
    hostDomains: ['rt3.example'],
    breaker,
    clock: noWaiting,
  };
  const { baseUrl, credentials, graphqlUrl, accessKey } = sandbox;
  return api === 'v27'
    ? new RemoteitClient({ ...shared, baseUrl, ...credentials })
    : new RemoteitGraphqlClient({ ...shared, graphqlUrl, ...accessKey });
}

const lostAnswers: [name: string, fault: Fault, effects: number][] = [
  ['before the effect', { resetBefore: true }, 0],
  ['after the effect, before the answer', { resetAfter: true }, 1],
  ['in the middle of the answer', { truncateAt: 10, truncateWith: 'rst' }, 1],
];
const operations = () => sandbox.calls.map(({ operation }) => operation);

describe.each(['v27', 'graphql'] as const)('N53: over %s the connection is reset', (api) => {
  it.each(lostAnswers)('%s of a connect: one proxy at most', async (_name, fault, effects) => {
    sandbox.state.addService({ address: SERVICE });
    sandbox.faults.set('connect', fault, { times: 1 });
    const opening = clientOf(api).openConnection({ serviceId: SERVICE, hostIp: '203.0.113.9' });
    expect(await failureOf(opening)).toMatchObject({ outcome: 'maybe_sent' });
    expect(sandbox.state.connections.size).toBe(effects);
    expect(operations().filter((operation) => operation === 'connect')).toHaveLength(1);
  });

  it.each(lostAnswers)(
    '%s of a stop: repeating it shows the outcome',
    async (_name, fault, effects) => {
      sandbox.state.addService({ address: SERVICE });
      const client = clientOf(api);
      const { connectionId } = await client.openConnection({
        serviceId: SERVICE,
        hostIp: '203.0.113.9',
      });
      sandbox.faults.set('stop', fault, { times: 1 });
      const closing = { serviceId: SERVICE, connectionId };
      expect(await failureOf(client.closeConnection(closing))).toMatchObject({
        outcome: 'maybe_sent',
      });
      expect(operations().filter((operation) => operation === 'stop')).toHaveLength(1);
      const again = client.closeConnection(closing);
      if (effects === 0) expect(await again).toBeUndefined();
      else expect(await failureOf(again)).toMatchObject({ reason: 'connection_gone' });
      expect(sandbox.state.connections.size).toBe(0);
    },
  );

  it('before and after the effect of a list: it is read again and returns complete', async () => {
    sandbox.state.addService({ address: SERVICE });
    sandbox.faults.set('list', [{ resetBefore: true }, { resetAfter: true }]);
    expect(await clientOf(api).listDevices()).toHaveLength(1);
  });
});

describe('N58: an account that is refused', () => {
  it('over v27 logs in once for fifty calls of three kinds with a token that has expired', async () => {
    sandbox.state.addService({ address: SERVICE });
    const client = clientOf('v27');
    await client.listDevices();
    sandbox.expireTokens();
    sandbox.calls.length = 0;
    await withoutDeadlines(() =>
      Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          index % 2 === 0
            ? client.listDevices()
            : client.openConnection({ serviceId: SERVICE, hostIp: '203.0.113.9' }),
        ),
      ),
    );
    expect(operations().filter((operation) => operation === 'login')).toHaveLength(1);
    expect(sandbox.state.connections.size).toBe(25);
  });

  it('over GraphQL sends each of fifty calls once: a signature can’t be renewed', async () => {
    sandbox.state.accessKey.isEnabled = false;
    const client = clientOf('graphql');
    const errors = await withoutDeadlines(() =>
      Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          failureOf(
            index % 2 === 0
              ? client.listDevices()
              : client.closeConnection({ serviceId: SERVICE, connectionId: 'C-1' }),
          ),
        ),
      ),
    );
    expect(new Set(errors.map(({ type, reason }) => `${type} ${reason}`))).toEqual(
      new Set(['unauthorized access_key_refused']),
    );
    expect(sandbox.calls).toHaveLength(50);
  });

  it.each([
    ['v27', 'unauthorized'],
    ['graphql', 'unauthorized'],
  ] as const)(
    'over %s is the account’s fault, and works again once that is fixed',
    async (api, type) => {
      const client = clientOf(api);
      sandbox.state.accessKey.isEnabled = false;
      sandbox.state.setPassword('changed');
      expect(await failureOf(client.listDevices())).toMatchObject({ type });
      sandbox.state.accessKey.isEnabled = true;
      sandbox.state.setPassword(sandbox.credentials.password);
      expect(await clientOf(api).listDevices()).toEqual([]);
    },
  );

  it('over GraphQL only because of the clock says so', async () => {
    sandbox.state.switches.maxSkewSeconds = 0.001;
    const { graphqlUrl, accessKey } = sandbox;
    const client = new RemoteitGraphqlClient({
      accountId: 'rit_clock',
      timeoutMs: 5_000,
      now: () => Date.now() - 600_000,
      breaker: new CircuitBreaker(),
      graphqlUrl,
      ...accessKey,
    });
    expect(await failureOf(client.listDevices())).toMatchObject({ reason: 'clock_skew' });
  });
});

describe.each(['v27', 'graphql'] as const)('N59: over %s a dead remote.it', (api) => {
  const tries: [string, (client: RemoteitApi) => Promise<unknown>][] = [
    ['list', (client) => client.listDevices()],
    ['connect', (client) => client.openConnection({ serviceId: SERVICE, hostIp: '203.0.113.9' })],
    ['stop', (client) => client.closeConnection({ serviceId: SERVICE, connectionId: 'C-1' })],
  ];

  it.each(tries)(
    'is left alone by %s after five failures, and resumes after one probe',
    async (_name, attempt) => {
      let nowMs = 0;
      const client = clientOf(api, new CircuitBreaker(() => nowMs));
      sandbox.state.addService({ address: SERVICE });
      await client.listDevices();
      sandbox.faults.set('*', { resetBefore: true });
      for (let failures = 0; failures < 5; failures += 1) {
        expect(await failureOf(attempt(client))).toMatchObject({ type: 'unavailable' });
      }
      sandbox.calls.length = 0;
      const startedAt = performance.now();
      expect(await failureOf(attempt(client))).toMatchObject({ type: 'circuit_open' });
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      expect(sandbox.calls).toEqual([]);

      nowMs += 30_000;
      sandbox.faults.clear();
      sandbox.faults.set('*', { delayMs: 100 }, { times: 1 });
      const probe = client.listDevices();
      expect(await failureOf(attempt(client))).toMatchObject({ type: 'circuit_open' });
      expect(await probe).toHaveLength(1);
      expect(await client.listDevices()).toHaveLength(1);
    },
  );
});
