import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import {
  httpMessage,
  startRawUpstream,
  type RawRequest,
  type RawUpstream,
} from '@/tests/support/raw-upstream';

const LOGIN =
  '{"status":"true","token":"a1327b84435481d9048504f0e924f431","email":"desk@reseller.example","service_authhash":"E1F1772EA75D04755B8BBD236C470550E7A9FB33"}';
const ADDRESS = '80:00:00:00:01:00:40:C5';
const LIST = `{"status":"true","cached":"false","cache_expires":2,"length":1020,"devices":[{"deviceaddress":"${ADDRESS}","devicealias":"pump-7","ownerusername":"desk@reseller.example","devicetype":"00:1C:00:00:00:01:00:04:24:EB:00:16:00:00:00:00","devicestate":"active","servicetitle":"SSH","lastcontacted":"2019-03-01T10:21:50-05:00","webenabled":[null]}]}`;
const CONNECTION =
  '{"status":"true","connection":{"deviceaddress":"80:00:00:00:01:00:40:C5","proxy":"http:\\/\\/proxy40.rt3.io:34168","proxyserver":"proxy40.rt3.io","proxyport":"34168","expirationsec":"28800","connectionid":"C-1"},"wait":true,"connectionid":"C-1"}';

let upstream: RawUpstream;
let client: RemoteitClient;
let accounts = 0;
let replies: Record<string, [status: number, body: string]>;

beforeAll(async () => {
  upstream = await startRawUpstream((socket, request) => {
    const path = request.path.replace('/apv/v27', '');
    const [status, body] = replies[path] ?? [404, '404 Page Not Found'];
    socket.write(httpMessage(status, body));
  });
});
afterAll(() => upstream.close());
beforeEach(() => {
  accounts += 1;
  upstream.requests.length = 0;
  replies = {
    '/user/login': [200, LOGIN],
    '/device/list/all': [200, LIST],
    '/device/metadata/list/me': [200, '{"status":"true","devices":[]}'],
    '/device/connect': [200, CONNECTION],
    '/device/connect/stop': [200, '{"status":"true","connectionid":"C-1"}'],
  };
  client = new RemoteitClient({
    accountId: `rit_${accounts}`,
    baseUrl: `${upstream.origin}/apv/v27`,
    developerKey: 'the-developer-key',
    username: 'desk@reseller.example',
    password: 'the-password',
    timeoutMs: 5_000,
    breaker: new CircuitBreaker(),
    clock: { now: () => performance.now(), sleep: () => Promise.resolve(), random: () => 0 },
  });
});

const sent = () => upstream.requests.map(({ method, path }) => `${method} ${path}`);
const last = (): RawRequest | undefined => upstream.requests.at(-1);
const connect = () =>
  client.openConnection({ serviceId: ADDRESS.toLowerCase(), hostIp: '203.0.113.9' });
const stop = () =>
  client.closeConnection({ serviceId: ADDRESS.toLowerCase(), connectionId: 'C-1' });
const list = () => client.listDevices();

describe('what remote.it is sent', () => {
  it('on the first call: a login, the list and its metadata', async () => {
    await list();
    expect(sent()).toEqual([
      'POST /apv/v27/user/login',
      'GET /apv/v27/device/list/all',
      'GET /apv/v27/device/metadata/list/me',
    ]);
    expect(upstream.requests[0]).toMatchObject({
      body: '{"username":"desk@reseller.example","password":"the-password"}',
      headers: { developerkey: 'the-developer-key' },
    });
    expect(upstream.requests[0]?.headers).not.toHaveProperty('token');
    expect(upstream.requests[1]).toMatchObject({
      body: '',
      headers: {
        developerkey: 'the-developer-key',
        token: 'a1327b84435481d9048504f0e924f431',
      },
    });
  });

  it('on opening a connection: the address as the list spelled it, and who may connect', async () => {
    await list();
    expect(await connect()).toEqual({
      connectionId: 'C-1',
      host: 'proxy40.rt3.io',
      port: 34_168,
      lifetimeSeconds: 28_800,
    });
    expect(last()).toMatchObject({
      path: '/apv/v27/device/connect',
      body: '{"deviceaddress":"80:00:00:00:01:00:40:C5","wait":"true","hostip":"203.0.113.9"}',
    });
  });

  it('on opening a connection to an unlisted service: the address as given', async () => {
    await connect();
    expect(last()?.body).toContain('"deviceaddress":"80:00:00:00:01:00:40:c5"');
  });

  it('on closing a connection', async () => {
    await stop();
    expect(last()).toMatchObject({
      path: '/apv/v27/device/connect/stop',
      body: '{"deviceaddress":"80:00:00:00:01:00:40:c5","connectionid":"C-1"}',
    });
  });

  it('with the token of a login by authhash, which has no `token`', async () => {
    replies['/user/login'] = [200, '{"status":"true","auth_token":"0123456789abcdef"}'];
    await list();
    expect(last()?.headers.token).toBe('0123456789abcdef');
  });
});

describe('replies as the service sends them', () => {
  it('a complete login: the token is used and its expiry kept, nothing else', async () => {
    replies['/user/login'] = [
      200,
      '{"status":"true","token":"a1327b84435481d9048504f0e924f431","email":"Owner@Reseller.example","guid":"5A4DBC0C-0F5E-4E11-8C2B-53414E44424F","service_authhash":"E1F1772EA75D04755B8BBD236C470550E7A9FB33","auth_token":"a1327b84435481d9048504f0e924f431","auth_expiration":1893456000,"service_token":"0f","service_level":"BUSINESS","apikey":"k","language":"en","member_since":"2018-06-08 20:13:33","pubsub_channel":"c","portal_plan_expires":null,"developer_key":"d","announcements":[],"token_index":"portal"}',
    ];
    replies['/device/list/all'] = [200, LIST.replace('desk@reseller', 'owner@reseller')];
    expect(await list()).toEqual([
      {
        id: '80:00:00:00:01:00:40:c5',
        name: 'pump-7',
        state: 'active',
        lastSeenAt: '2019-03-01T15:21:50.000Z',
        owner: 'owner@reseller.example',
        // The login returns the account's owner; its name may not be an email address.
        isShared: false,
        services: [
          {
            id: '80:00:00:00:01:00:40:c5',
            name: 'pump-7',
            type: 'ssh',
            port: 22,
            state: 'active',
          },
        ],
      },
    ]);
    expect(last()?.headers.token).toBe('a1327b84435481d9048504f0e924f431');
  });

  it('a connection as captured in 2021, slashes escaped, numbers as texts and as numbers', async () => {
    replies['/device/connect'] = [
      200,
      '{"status":"true","connection":{"deviceaddress":"80:00:00:00:01:00:40:C5","status":"running","requested":"1\\/15\\/2021T6:20 PM","proxy":"http:\\/\\/proxy40.rt3.io:34168","proxyserver":"proxy40.rt3.io","proxyport":"34168","expirationsec":"28800","connectionid":"48844999-bbf4-48cf-9a3a-353b7385737a","proxyServerPort":34168,"proxyExpirationSec":28800,"filteredIP":"latching","proxyURL":"proxy40.rt3.io:34168","reverseProxy":false,"p2pConnected":true,"latchedIP":"0.0.0.0","lifeLeft":86400,"idleLeft":900,"requestedAt":"2021-01-15T23:20:00+00:00"},"wait":true,"connectionid":"48844999-bbf4-48cf-9a3a-353b7385737a"}',
    ];
    expect(await connect()).toEqual({
      connectionId: '48844999-bbf4-48cf-9a3a-353b7385737a',
      host: 'proxy40.rt3.io',
      port: 34_168,
      lifetimeSeconds: 28_800,
    });
  });
});

describe('the documented failures of login', () => {
  it.each([
    [
      401,
      '{"status":"false","reason":"[0102] The username or password is invalid","code":"GENERAL_ERROR"}',
      '0102',
    ],
    [400, '{"status":"false","reason":"[0102] The username or password are invalid"}', '0102'],
    [401, '{"status":"false","reason":"x","code":"SOFTWARE_TOKEN_MFA"}', 'SOFTWARE_TOKEN_MFA'],
    [200, '{"status":"false","reason":"x","code":"SMS_MFA"}', 'SMS_MFA'],
    [401, '{"status":"false","reason":"api key failed validation"}', 'api key failed validation'],
    [
      400,
      '{"status":"false","reason":"The API application key is invalid"}',
      'The API application key is invalid',
    ],
    [200, '{"status":"false","reason":"missing user"}', 'missing user'],
    [401, 'Unauthorized', undefined],
    [403, '', undefined],
  ])('%i %s', async (status, body, code) => {
    replies['/user/login'] = [status, body];
    const error: unknown = await list().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ type: 'unauthorized', operation: 'login', outcome: 'refused' });
    expect((error as { code?: string }).code).toBe(code);
    expect(sent()).toEqual(['POST /apv/v27/user/login']);
  });

  it.each([
    [404, '<html><h1>404 Page Not Found</h1></html>', 'malformed'],
    [400, '400 Bad Request', 'malformed'],
    [500, '<html><h1>Slim Application Error</h1></html>', 'unavailable'],
    [200, '{"status":"true"}', 'malformed'],
    [200, '{"status":"true","token":"line\\r\\nbreak"}', 'malformed'],
  ])('%i %s isn’t a refusal', async (status, body, type) => {
    replies['/user/login'] = [status, body];
    await expect(list()).rejects.toMatchObject({ type, operation: 'login' });
    // Nothing is held back: the next call tries again.
    replies['/user/login'] = [200, LOGIN];
    expect(await list()).toHaveLength(1);
  });
});

describe('the failures of the list', () => {
  it('“false” under 200 is an error, not an empty list', async () => {
    replies['/device/list/all'] = [200, '{"status":"false","reason":"something is wrong"}'];
    await expect(list()).rejects.toMatchObject({ type: 'rejected', code: 'something is wrong' });
  });

  it('“true” without any devices key is unreadable', async () => {
    replies['/device/list/all'] = [200, '{"status":"true"}'];
    await expect(list()).rejects.toMatchObject({ type: 'malformed', operation: 'listDevices' });
  });

  it('an empty list is empty', async () => {
    replies['/device/list/all'] = [200, '{"status":"true","devices":[]}'];
    expect(await list()).toEqual([]);
  });

  it.each([
    [404, '404 Page Not Found'],
    [200, '{"status":"false","reason":"not allowed"}'],
  ])('metadata refused with %i leaves each row unjoined', async (status, body) => {
    replies['/device/metadata/list/me'] = [status, body];
    expect(await list()).toMatchObject([{ name: 'pump-7', services: [{ type: 'ssh' }] }]);
  });

  it('unavailable metadata fails the whole list', async () => {
    replies['/device/metadata/list/me'] = [502, '<html>'];
    await expect(list()).rejects.toMatchObject({ type: 'unavailable' });
  });

  it('metadata isn’t requested if the rows have their hardware ids', async () => {
    replies['/device/list/all'] = [
      200,
      LIST.replace('"webenabled"', '"hardwareid":"HW-1","webenabled"'),
    ];
    await list();
    expect(sent()).not.toContain('GET /apv/v27/device/metadata/list/me');
  });
});

describe('the documented failures of a connection', () => {
  it.each([
    [
      403,
      `{"status":"false","reason":"[0405] ${ADDRESS} is not available for public access and is not shared with you."}`,
      '0405',
    ],
    [200, '{"status":"false","reason":"[0861] service not found"}', '0861'],
    [200, '{"status":"false","reason":"bad device address"}', 'bad device address'],
  ])('opening: %i %s', async (status, body, code) => {
    replies['/device/connect'] = [status, body];
    await expect(connect()).rejects.toMatchObject({ type: 'rejected', outcome: 'refused', code });
    expect(sent()).toHaveLength(2);
  });

  it('opening: a reply without a host may still have opened one', async () => {
    replies['/device/connect'] = [200, '{"status":"true","connection":{}}'];
    await expect(connect()).rejects.toMatchObject({ type: 'malformed', outcome: 'maybe_sent' });
  });

  it('closing: 401 doesn’t cause another login', async () => {
    replies['/device/connect/stop'] = [
      401,
      '{"status":"false","reason":"connectionid is not valid"}',
    ];
    await expect(stop()).rejects.toMatchObject({
      type: 'rejected',
      status: 401,
      reason: 'connection_gone',
    });
    expect(sent()).toEqual(['POST /apv/v27/user/login', 'POST /apv/v27/device/connect/stop']);
  });

  it('closing: a refused developer key is the account’s fault', async () => {
    replies['/device/connect/stop'] = [
      401,
      '{"status":"false","reason":"api key failed validation"}',
    ];
    await expect(stop()).rejects.toMatchObject({ type: 'unauthorized', reason: 'key_refused' });
    expect(sent()).toHaveLength(2);
  });

  it('closing: a 5xx isn’t repeated', async () => {
    replies['/device/connect/stop'] = [503, ''];
    await expect(stop()).rejects.toMatchObject({ type: 'unavailable', outcome: 'maybe_sent' });
    expect(sent()).toHaveLength(2);
  });
});
