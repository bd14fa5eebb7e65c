import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@/lib/sandbox/start-sandbox';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { failureOf, noWaiting, withoutDeadlines } from './upstream-calls';

const ADDRESS = '80:00:00:00:01:00:40:c5';

let sandbox: Sandbox;
let accounts = 0;
let nowMs = Date.UTC(2026, 10, 22, 12);

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'demo', now: () => new Date(nowMs) });
});
afterEach(() => {
  sandbox.remoteit.reset();
  nowMs = Date.UTC(2026, 10, 22, 12);
});
afterAll(() => sandbox.close());

function remoteit(options: { password?: string; accountId?: string } = {}): RemoteitClient {
  accounts += 1;
  return new RemoteitClient({
    accountId: `rit_token_${accounts}`,
    baseUrl: sandbox.remoteit.baseUrl,
    ...sandbox.remoteit.credentials,
    hostDomains: ['rt3.example'],
    timeoutMs: 10_000,
    now: () => nowMs,
    breaker: new CircuitBreaker(),
    clock: noWaiting,
    ...options,
  });
}

const operations = () => sandbox.remoteit.calls.map(({ operation }) => operation);
const logins = () => operations().filter((operation) => operation === 'login').length;

describe('N58: the token of a remote.it account', () => {
  it('is requested once by fifty simultaneous calls', async () => {
    const client = remoteit();
    const lists = await withoutDeadlines(() =>
      Promise.all(Array.from({ length: 50 }, () => client.listDevices())),
    );
    expect(lists.map((devices) => devices.length)).toEqual(Array.from({ length: 50 }, () => 30));
    expect(logins()).toBe(1);
  });

  it.each([401, 200, 400] as const)(
    'refused with %i during fifty calls is renewed by one login, and each read is repeated once',
    async (status) => {
      const client = remoteit();
      await client.listDevices();
      sandbox.remoteit.expireTokens();
      sandbox.remoteit.state.switches.missingTokenStatus = status;
      sandbox.remoteit.calls.length = 0;
      await withoutDeadlines(() =>
        Promise.all(Array.from({ length: 50 }, () => client.listDevices())),
      );
      expect(logins()).toBe(1);
      expect(operations().filter((operation) => operation === 'list').length).toBeLessThanOrEqual(
        100,
      );
    },
  );

  it('is shared by clients of one account, since Next creates several', async () => {
    const options = { accountId: 'rit_shared' };
    await Promise.all([remoteit(options).listDevices(), remoteit(options).listDevices()]);
    await remoteit(options).listDevices();
    expect(logins()).toBe(1);
  });

  it('is kept until a minute before it expires', async () => {
    const client = remoteit();
    await client.listDevices();
    nowMs += 3_539_000;
    await client.listDevices();
    expect(logins()).toBe(1);
    nowMs += 2_000;
    await client.listDevices();
    expect(logins()).toBe(2);
  });

  it.each(['absent', 'past'] as const)('is kept for an hour if its expiry is %s', async (end) => {
    sandbox.remoteit.state.switches.authExpiration = end;
    const client = remoteit();
    await client.listDevices();
    nowMs += 3_539_000;
    await client.listDevices();
    expect(logins()).toBe(1);
    nowMs += 2_000;
    await client.listDevices();
    expect(logins()).toBe(2);
  });

  it('that lives for less than a minute is used for half its lifetime', async () => {
    sandbox.remoteit.state.switches.tokenLifetimeSeconds = 40;
    const client = remoteit();
    await client.listDevices();
    nowMs += 19_000;
    await client.listDevices();
    expect(logins()).toBe(1);
    nowMs += 2_000;
    await client.listDevices();
    expect(logins()).toBe(2);
  });

  it('refused for a write is renewed too, since the vendor says that it did nothing', async () => {
    const service = sandbox.remoteit.state.addService({ address: ADDRESS });
    const client = remoteit();
    await client.listDevices();
    sandbox.remoteit.expireTokens();
    await client.openConnection({ serviceId: service.address, hostIp: '203.0.113.9' });
    expect(sandbox.remoteit.state.connections.size).toBe(1);
    expect(logins()).toBe(2);
  });

  it('isn’t renewed for a write whose response was lost', async () => {
    sandbox.remoteit.state.addService({ address: ADDRESS });
    const client = remoteit();
    await client.listDevices();
    sandbox.remoteit.calls.length = 0;
    sandbox.remoteit.faults.set('connect', { resetAfter: true });
    const opening = client.openConnection({ serviceId: ADDRESS, hostIp: '203.0.113.9' });
    expect(await failureOf(opening)).toMatchObject({ type: 'unavailable', outcome: 'maybe_sent' });
    expect(operations()).toEqual(['connect']);
  });

  it('refused although it is fresh causes one error and holds back logins', async () => {
    const client = remoteit();
    sandbox.remoteit.faults.set('list', {
      body: '{"status":"false","reason":"missing api token"}',
    });
    expect(await failureOf(client.listDevices())).toMatchObject({ type: 'unauthorized' });
    expect(operations()).toEqual(['login', 'list', 'login', 'list']);
    expect(await failureOf(client.listDevices())).toMatchObject({ type: 'unauthorized' });
    expect(operations()).toHaveLength(4);
  });
});

describe('N58: a refused login', () => {
  it('isn’t repeated by fifty calls, nor for half a minute', async () => {
    const client = remoteit({ password: 'not the password' });
    const errors = await Promise.all(
      Array.from({ length: 50 }, () => failureOf(client.listDevices())),
    );
    expect(new Set(errors.map(({ type, code }) => `${type} ${code}`))).toEqual(
      new Set(['unauthorized 0102']),
    );
    expect(operations()).toEqual(['login']);
    nowMs += 29_000;
    await failureOf(client.listDevices());
    expect(logins()).toBe(1);
    nowMs += 2_000;
    await failureOf(client.listDevices());
    expect(logins()).toBe(2);
  });

  it('doesn’t block a corrected password', async () => {
    const accountId = 'rit_corrected';
    await failureOf(remoteit({ accountId, password: 'not the password' }).listDevices());
    expect(await remoteit({ accountId }).listDevices()).toHaveLength(30);
  });

  it.each(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'MFA_SETUP'] as const)(
    'for a second factor says %s',
    async (secondFactor) => {
      sandbox.remoteit.state.switches.secondFactor = secondFactor;
      expect(await failureOf(remoteit().listDevices())).toMatchObject({
        type: 'unauthorized',
        outcome: 'refused',
        code: secondFactor,
      });
    },
  );

  it('in the wording of 2017 with 400 is the same refusal', async () => {
    sandbox.remoteit.state.switches.isOldLoginWording = true;
    expect(await failureOf(remoteit({ password: 'wrong' }).listDevices())).toMatchObject({
      type: 'unauthorized',
      code: '0102',
    });
  });

  it('that was only unavailable is retried by the next call', async () => {
    const client = remoteit();
    sandbox.remoteit.faults.set('login', { html: true }, { times: 1 });
    expect(await failureOf(client.listDevices())).toMatchObject({ type: 'unavailable' });
    expect(await client.listDevices()).toHaveLength(30);
  });
});
