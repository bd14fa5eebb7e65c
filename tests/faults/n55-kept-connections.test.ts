import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startFaultyProxy, type FaultyProxy, type ProxyFault } from '@/tests/support/faulty-proxy';
import { httpMessage } from '@/tests/support/raw-upstream';
import { remoteitCalls, run, startFaultyRemoteit } from './remoteit-calls';
import { failureOf, startFaultyUpstream, upstreamCalls } from './upstream-calls';

type KeptCall = {
  name: string;
  kind: 'login' | 'read' | 'write';
  path: string;
  golden: string;
  result: unknown;
  /** Consecutive calls, each with its deadline. */
  over: (origin: string) => (timeoutMs: number) => Promise<unknown>;
};

const remotepcKept: KeptCall[] = upstreamCalls
  .filter(({ name }) => name !== 'login')
  .map((call) => ({
    ...call,
    name: `RemotePC ${call.name}`,
    kind: call.name === 'listUsers' ? 'read' : 'write',
    over: (origin) => (timeoutMs) => call.run(origin, timeoutMs, `rpc_kept ${call.name} ${origin}`),
  }));

const remoteitKept: KeptCall[] = remoteitCalls.map((call) => ({
  ...call,
  over: (origin) => {
    const accountId = `rit_kept ${call.name} ${origin}`;
    let logins = 0;
    // An account logs in once: another login has another name, over the same connections.
    const username = () => `desk${(logins += 1)}@reseller.example`;
    return (timeoutMs) =>
      run(call, origin, {
        ...{ timeoutMs, accountId },
        ...(call.kind === 'login' && { username: username() }),
      });
  },
}));

const keptCalls = [...remotepcKept, ...remoteitKept];
const reads = keptCalls.filter(({ kind }) => kind === 'read');
const writes = keptCalls.filter(({ kind }) => kind !== 'read');

const GENEROUS_MS = 5_000;

const closings: ProxyFault[] = ['fin', 'rst', 'pass, then fin', 'pass, then rst'];

let upstream: Awaited<ReturnType<typeof startFaultyRemoteit>>;
let remotepc: Awaited<ReturnType<typeof startFaultyUpstream>>;
let proxy: FaultyProxy;

beforeAll(async () => {
  upstream = await startFaultyRemoteit();
  remotepc = await startFaultyUpstream();
});
afterEach(() => proxy.close());
afterAll(async () => {
  await upstream.close();
  await remotepc.close();
});

/** One successful call that leaves its connection behind. */
async function startKept(call: KeptCall) {
  const isRemotepc = call.name.startsWith('RemotePC');
  const behind = isRemotepc ? remotepc : upstream;
  proxy = await startFaultyProxy(behind.port);
  if (!isRemotepc) upstream.faulty(call.path);
  behind.answerWith((socket) => socket.write(httpMessage(200, call.golden)));
  const attempt = call.over(proxy.origin);
  expect(await attempt(GENEROUS_MS)).toEqual(call.result);
  behind.requests.length = 0;
  const connections = proxy.connections();
  return {
    again: (timeoutMs = GENEROUS_MS) => attempt(timeoutMs),
    arrived: () => behind.requests.filter(({ path }) => path === call.path).length,
    newConnections: () => proxy.connections() - connections,
  };
}

describe.each(reads)('N55: $name over a kept connection', (call) => {
  it('that went silent is read again over a new one', async () => {
    const kept = await startKept(call);
    proxy.breakOpen('swallow');
    expect(await kept.again(1_500)).toEqual(call.result);
    expect(kept.arrived()).toBe(1);
  });

  it.each(closings)('that the upstream closes as we write (%s) is read again', async (fault) => {
    const kept = await startKept(call);
    proxy.breakOpen(fault);
    expect(await kept.again()).toEqual(call.result);
    expect(kept.arrived()).toBe(fault.startsWith('pass') ? 2 : 1);
    expect(kept.newConnections()).toBe(1);
  });
});

describe.each(writes)('N55: $name over a kept connection', (call) => {
  it('that went silent ends at the deadline with an unknown outcome, and isn’t sent again', async () => {
    const kept = await startKept(call);
    proxy.breakOpen('swallow');
    expect(await failureOf(kept.again(200))).toMatchObject({
      type: 'timeout',
      outcome: 'maybe_sent',
    });
    expect(kept.arrived()).toBe(0);
    expect(await kept.again()).toEqual(call.result);
    expect(kept.arrived()).toBe(1);
  });

  it.each(closings)('that the upstream closes as we write (%s) isn’t replayed', async (fault) => {
    const kept = await startKept(call);
    proxy.breakOpen(fault);
    expect(await failureOf(kept.again())).toMatchObject({
      type: 'unavailable',
      outcome: 'maybe_sent',
    });
    expect(kept.arrived()).toBe(fault.startsWith('pass') ? 1 : 0);
    expect(kept.newConnections()).toBe(0);
  });
});

describe.each(keptCalls)('N55: $name after the idle connection was closed', (call) => {
  it('uses a new one, once', async () => {
    const kept = await startKept(call);
    await proxy.closeOpen();
    expect(await kept.again()).toEqual(call.result);
    expect([kept.arrived(), kept.newConnections()]).toEqual([1, 1]);
  });
});
