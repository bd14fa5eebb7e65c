import dns from 'node:dns';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';
import { remoteitCalls, run } from './remoteit-calls';
import { failureOf, remotepcAt, startFaultyUpstream, upstreamCalls } from './upstream-calls';

const HOST = 'upstream.test';
const real = dns.lookup as (...given: unknown[]) => void;

type Address = { address: string; family: 4 | 6 };
type Answer = Address[] | { code: string } | 'silence';

/** Answers for the vendor's host from now on, in the place of the machine's resolver. */
let answer: Answer = 'silence';
let lookups = 0;

function resolveWith(first: Answer): void {
  answer = first;
  lookups = 0;
  const fake = (host: string, ...rest: unknown[]) => {
    // Servers of the tests look up where they listen.
    if (host !== HOST) return real(host, ...rest);
    const done = rest.at(-1) as (error: Error | null, found?: Address[]) => void;
    lookups += 1;
    if (answer === 'silence') return;
    if (Array.isArray(answer)) done(null, answer);
    else done(Object.assign(new Error('lookup failed'), { ...answer, hostname: HOST }));
  };
  vi.spyOn(dns, 'lookup').mockImplementation(fake as typeof dns.lookup);
}
afterEach(() => vi.restoreAllMocks());

/** The four RemotePC calls and the calls of both remote.it APIs, each at an origin. */
const calls: { name: string; run: (origin: string, timeoutMs?: number) => Promise<unknown> }[] = [
  ...upstreamCalls,
  ...remoteitCalls.map((call) => ({
    name: call.name,
    run: (origin: string, timeoutMs = 5_000) => run(call, origin, { timeoutMs }),
  })),
];

const at = (port: number) => `http://${HOST}:${port}`;
const v4: Address = { address: '127.0.0.1', family: 4 };
const elsewhere: Address = { address: '127.0.0.2', family: 4 };
const v6: Address = { address: '::1', family: 6 };

/** A port of loopback on which nothing listens. */
async function closedPort(): Promise<number> {
  const upstream = await startRawUpstream(() => undefined);
  await upstream.close();
  return upstream.port;
}

const faults: [name: string, given: Answer, reason: string][] = [
  ['the host doesn’t exist', { code: 'ENOTFOUND' }, 'ENOTFOUND'],
  ['the resolver reports that it got no answer in time', { code: 'EAI_AGAIN' }, 'EAI_AGAIN'],
  ['the resolver fails', { code: 'EAI_FAIL' }, 'EAI_FAIL'],
  ['the address is of a machine where nothing listens', [elsewhere], 'ECONNREFUSED'],
  ['all of several addresses are wrong', [v6, v4, elsewhere], 'ECONNREFUSED'],
];

describe('N54: a call whose host can’t be resolved', () => {
  it.each(faults)('isn’t sent if %s', async (_name, given, reason) => {
    resolveWith(given);
    const origin = at(await closedPort());
    for (const call of calls) {
      expect(await failureOf(call.run(origin)), call.name).toMatchObject({
        type: 'unavailable',
        outcome: 'not_sent',
        reason,
      });
    }
  });

  it('isn’t sent if the resolver is silent, and ends at its deadline', async () => {
    resolveWith('silence');
    const origin = at(await closedPort());
    const began = performance.now();
    const errors = await Promise.all(calls.map((call) => failureOf(call.run(origin, 300))));
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(errors.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual(
      calls.map(() => 'timeout not_sent'),
    );
  });
});

/** An upstream on another address of this machine, at a given port: one that has moved there. */
async function moveTo(address: string, port: number, golden: string) {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      count += 1;
      socket.write(httpMessage(200, golden));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return { count: () => count, close };
}

describe('N54: the next call works without a restart', () => {
  const [list] = upstreamCalls;
  if (!list) throw new Error('There is no call.');
  const golden = (upstream: RawUpstream) =>
    upstream.answerWith((socket) => socket.end(httpMessage(200, list.golden)));

  it.each(faults.slice(0, 4))('after %s', async (name, given) => {
    const upstream = await startFaultyUpstream();
    golden(upstream);
    resolveWith(given);
    const call = () => list.run(at(upstream.port), 5_000, name);
    await failureOf(call());
    answer = [v4];
    expect(await call()).toEqual(list.result);
    await upstream.close();
  });

  it('thirty seconds later if so many calls failed that the breaker opened', async () => {
    const upstream = await startFaultyUpstream();
    golden(upstream);
    resolveWith({ code: 'ENOTFOUND' });
    let now = 0;
    const client = remotepcAt(at(upstream.port), 5_000, 'breaker', new CircuitBreaker(() => now));
    for (let call = 0; call < 5; call += 1) await failureOf(client.listUsers());
    answer = [v4];
    expect(await failureOf(client.listUsers())).toMatchObject({ outcome: 'not_sent' });
    now = 30_000;
    expect(await client.listUsers()).toEqual(list.result);
    await upstream.close();
  });

  it('after a resolver that was silent', async () => {
    const upstream = await startFaultyUpstream();
    golden(upstream);
    resolveWith('silence');
    await failureOf(list.run(at(upstream.port), 200, 'after silence'));
    answer = [v4];
    expect(await list.run(at(upstream.port), 5_000, 'after silence')).toEqual(list.result);
    await upstream.close();
  });

  it('after the upstream moved to another address, which every new connection looks up', async () => {
    const before = await startFaultyUpstream();
    golden(before);
    resolveWith([v4]);
    const client = remotepcAt(at(before.port), 5_000, 'moving');
    expect(await client.listUsers()).toEqual(list.result);
    await before.close();
    const after = await moveTo(elsewhere.address, before.port, list.golden);
    answer = [elsewhere];
    expect(await client.listUsers()).toEqual(list.result);
    expect([lookups, after.count()]).toEqual([2, 1]);
    await after.close();
  });

  it('within the same call, if the old address went silent on a kept connection', async () => {
    const before = await startFaultyUpstream();
    before.answerWith((socket) => socket.write(httpMessage(200, list.golden)));
    resolveWith([v4]);
    const client = remotepcAt(at(before.port), 2_000, 'silent');
    expect(await client.listUsers()).toEqual(list.result);
    before.answerWith(() => undefined);
    const after = await moveTo(elsewhere.address, before.port, list.golden);
    answer = [elsewhere];
    expect(await client.listUsers()).toEqual(list.result);
    expect(after.count()).toBe(1);
    await Promise.all([before.close(), after.close()]);
  });
});

describe('N54: a dead IPv6 address beside a live IPv4 one', () => {
  it('that refuses: every call gets its answer at the IPv4 one', async () => {
    for (const call of upstreamCalls) {
      const upstream = await startFaultyUpstream();
      upstream.answerWith((socket) => socket.write(httpMessage(200, call.golden)));
      resolveWith([v6, v4]);
      expect(await call.run(at(upstream.port)), call.name).toEqual(call.result);
      expect(upstream.requests.filter(({ path }) => path === call.path)).toHaveLength(1);
      await upstream.close();
    }
  });

  it('that swallows everything: the IPv4 one is tried after a quarter of a second', async () => {
    const upstream = await startFaultyUpstream();
    const [call] = upstreamCalls;
    upstream.answerWith((socket) => socket.write(httpMessage(200, call?.golden ?? '')));
    // The documentation's network, in which no one answers; without IPv6 it is refused at once.
    resolveWith([{ address: '2001:db8::1', family: 6 }, v4]);
    const began = performance.now();
    expect(await call?.run(at(upstream.port))).toEqual(call?.result);
    expect(performance.now() - began).toBeLessThan(2_000);
    await upstream.close();
  });
});
