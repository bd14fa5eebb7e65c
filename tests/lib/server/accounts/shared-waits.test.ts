import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sharedWaits } from '@/lib/server/accounts/upstream-clients';
import { closeDatabase } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { asOwner, createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';

const ACCOUNT = 'rpc_1';
const EMPTY = '{"status":"OK","code":200,"message":{}}';

let database: TestDatabase;
let upstream: RawUpstream;

beforeAll(async () => {
  upstream = await startRawUpstream(() => undefined);
});
beforeEach(async () => {
  upstream.requests.length = 0;
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  resetEnv();
});
afterEach(async () => {
  await closeDatabase();
  await database.close();
});
afterAll(() => upstream.close());

/** RemotePC’s client as another server of the installation has it: nothing in memory is shared. */
function remotepcOf(server: string, { accountId = ACCOUNT } = {}): RemotepcClient {
  return new RemotepcClient({
    accountId,
    baseUrl: upstream.origin,
    apiKey: 'the-key',
    timeoutMs: 5_000,
    isAlone: true,
    waits: sharedWaits(accountId, upstream.origin, server),
    clock: { now: () => performance.now(), sleep: () => Promise.resolve(), random: () => 0 },
  });
}

function remoteitOf(server: string, password: string): RemoteitClient {
  return new RemoteitClient({
    ...{ accountId: 'rit_1', baseUrl: upstream.origin, developerKey: 'the-developer-key' },
    ...{ username: 'desk@reseller.example', password, timeoutMs: 5_000, isAlone: true },
    waits: sharedWaits('rit_1', upstream.origin, server),
  });
}

function answerWith(status: number, body: string, headers?: Record<string, string>): void {
  upstream.answerWith((socket) => socket.write(httpMessage(status, body, headers)));
}

/** Notes are written without anyone waiting for them. */
const noted = (name: string, server: string, account = ACCOUNT) =>
  expect
    .poll(async () => [...(await sharedWaits(account, upstream.origin, server).left()).keys()])
    .toContainEqual(expect.stringMatching(new RegExp(`^${name}`)));

describe('a wait that the vendor asked one server for', () => {
  beforeEach(async () => {
    answerWith(429, '', { 'retry-after': '60' });
    await expect(remotepcOf('one').listUsers()).rejects.toMatchObject({ type: 'rate_limited' });
    await noted('asked', 'two');
    answerWith(200, EMPTY);
    upstream.requests.length = 0;
  });

  it('holds back the others, who send nothing', async () => {
    await expect(remotepcOf('two').listUsers()).rejects.toMatchObject({
      type: 'rate_limited',
      outcome: 'not_sent',
      hintedWaitMs: expect.closeTo(60_000, -4) as number,
    });
    expect(upstream.requests).toHaveLength(0);
  });

  it('holds back no other account', async () => {
    expect(await remotepcOf('two', { accountId: 'rpc_2' }).listUsers()).toEqual([]);
  });

  it('is over when its time is', async () => {
    await asOwner(`update upstream_waits set until = now() - interval '1 second'`);
    expect(await remotepcOf('two').listUsers()).toEqual([]);
  });
});

describe('an outage that one server noticed', () => {
  it('holds back the others for half a minute, until one is answered', async () => {
    const first = remotepcOf('one');
    answerWith(503, '');
    for (let call = 0; call < 5; call += 1) await first.listUsers().catch(() => undefined);
    await noted('down', 'two');
    answerWith(200, EMPTY);
    upstream.requests.length = 0;
    await expect(remotepcOf('two').listUsers()).rejects.toMatchObject({ type: 'circuit_open' });
    expect(upstream.requests).toHaveLength(0);

    sharedWaits(ACCOUNT, upstream.origin, 'one').end('down');
    await expect
      .poll(() =>
        remotepcOf('two')
          .listUsers()
          .catch(() => null),
      )
      .toEqual([]);
  });
});

describe('a login that remote.it refused to one server', () => {
  beforeEach(async () => {
    answerWith(401, '{"status":"false","code":"0102","reason":"username or password invalid"}');
    await expect(remoteitOf('one', 'wrong').listDevices()).rejects.toMatchObject({
      type: 'unauthorized',
    });
    await noted('login refused', 'two', 'rit_1');
    upstream.requests.length = 0;
  });

  it('isn’t tried again by the others, because more guesses lock the account', async () => {
    await expect(remoteitOf('two', 'wrong').listDevices()).rejects.toMatchObject({
      type: 'unauthorized',
    });
    expect(upstream.requests).toHaveLength(0);
  });

  it('doesn’t hold back another password', async () => {
    await expect(remoteitOf('two', 'new').listDevices()).rejects.toThrow();
    expect(upstream.requests).toHaveLength(1);
  });
});

it('without the database, a server goes by what it learned itself', async () => {
  answerWith(200, EMPTY);
  await asOwner('alter table upstream_waits rename to upstream_waits_away');
  expect(await remotepcOf('two').listUsers()).toEqual([]);
});
