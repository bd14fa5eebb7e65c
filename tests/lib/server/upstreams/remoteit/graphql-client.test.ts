import { describe, expect, it } from 'vitest';
import { CONNECTED, PAGE, SECRET, graphqlAccount } from './graphql-account';

const WEB =
  '{"data":{"connect":{"id":"123ddfff-6432-49d0-6432-205d49d08454","created":"2020-01-01T01:20:00.000Z","host":"a4csg2w9f8wipk.p16.rt3.io","port":null,"reverseProxy":true,"timeout":28800}}}';

const account = graphqlAccount();
const { list, connect, stop } = account;
const variables = () =>
  (JSON.parse(account.upstream.requests.at(-1)?.body ?? '{}') as { variables: unknown }).variables;

describe('what remote.it is sent', () => {
  it('is signed and dated, and names the account nowhere else', async () => {
    await list();
    expect(account.upstream.requests).toHaveLength(1);
    const { method, path, headers, body } = account.upstream.requests[0] ?? {};
    expect([method, path]).toEqual(['POST', '/graphql/v1']);
    expect(headers).toMatchObject({
      host: `127.0.0.1:${account.upstream.port}`,
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'content-type': 'application/json',
    });
    expect(headers?.['authorization']).toMatch(
      /^Signature keyId="TESTKEYIDAAAAAAAAAAA",algorithm="hmac-sha256",headers="\(request-target\) host date content-type",signature="[A-Za-z0-9+/]{43}="$/,
    );
    expect(JSON.stringify(account.upstream.requests)).not.toContain(SECRET);
    expect(body).not.toContain('TESTKEYID');
    expect(variables()).toEqual({ size: 1_000, from: 0 });
  });

  it('on opening and closing a connection are ids as variables, as the list spelled them', async () => {
    account.reply = [200, PAGE.replaceAll('81:11', '8A:11')];
    await list();
    account.reply = [200, CONNECTED];
    await account.client.openConnection({
      serviceId: '80:00:00:00:01:00:8a:11',
      hostIp: '203.0.113.9',
    });
    expect(variables()).toEqual({ serviceId: '80:00:00:00:01:00:8A:11', hostIP: '203.0.113.9' });
    account.reply = [200, '{"data":{"disconnect":true}}'];
    await account.client.closeConnection({
      serviceId: '80:00:00:00:01:00:8a:11',
      connectionId: 'C-1',
    });
    expect(variables()).toEqual({ serviceId: '80:00:00:00:01:00:8A:11', connectionId: 'C-1' });
  });
});

describe('the documented successes', () => {
  it('a page of devices', async () => {
    expect(await list()).toEqual([
      {
        id: '80:00:00:00:01:00:81:10',
        name: 'pump-7',
        state: 'active',
        lastSeenAt: '2026-01-01T00:00:00.000Z',
        platform: 'Raspberry Pi',
        onlineSince: '2025-12-24T18:30:00.123Z',
        owner: 'desk@reseller.example',
        isShared: false,
        services: [
          {
            id: '80:00:00:00:01:00:81:11',
            name: 'pump-7 ssh',
            type: 'ssh',
            port: 22,
            state: 'active',
          },
          {
            id: '80:00:00:00:01:00:81:12',
            name: 'pump-7 admin',
            type: 'https',
            port: 8443,
            state: 'inactive',
          },
        ],
      },
      {
        id: '80:00:00:00:01:00:81:20',
        name: '80:00:00:00:01:00:81:20',
        state: 'inactive',
        lastSeenAt: null,
        owner: 'field-ops@partner.example',
        isShared: true,
        services: [],
      },
    ]);
  });

  it('no devices', async () => {
    account.reply = [
      200,
      '{"data":{"login":{"email":"a@b.example","devices":{"total":0,"items":[]}}}}',
    ];
    expect(await list()).toEqual([]);
  });

  it('a connection to a port', async () => {
    account.reply = [200, CONNECTED];
    expect(await connect()).toEqual({
      connectionId: '123ddfff-6432-49d0-6432-205d49d08454',
      host: 'proxy18.rt3.io',
      port: 37_488,
      lifetimeSeconds: 28_800,
    });
  });

  it('a connection to a web service', async () => {
    account.reply = [200, WEB];
    expect(await connect()).toEqual({
      connectionId: '123ddfff-6432-49d0-6432-205d49d08454',
      host: 'a4csg2w9f8wipk.p16.rt3.io',
      port: null,
      lifetimeSeconds: 28_800,
    });
  });

  it('the end of a connection', async () => {
    account.reply = [200, '{"data":{"disconnect":true}}'];
    expect(await stop()).toBeUndefined();
  });
});

type Failure = [
  what: string,
  reply: [number, string, Record<string, string>?],
  error: Record<string, unknown>,
];

const failures: Failure[] = [
  [
    'a refused signature under 401',
    [401, 'Unauthorized', { 'content-type': 'text/plain' }],
    { type: 'unauthorized', outcome: 'refused', reason: 'access_key_refused' },
  ],
  [
    'a refused signature under 403',
    [403, 'Unauthorized'],
    { type: 'unauthorized', outcome: 'refused', reason: 'access_key_refused' },
  ],
  [
    'a refused signature under 200',
    [200, 'Unauthorized\n'],
    { type: 'unauthorized', outcome: 'refused', reason: 'access_key_refused' },
  ],
  [
    'a refused signature of a clock that is off',
    [401, 'Unauthorized', { date: 'Thu, 01 Jan 2026 00:07:00 GMT' }],
    { type: 'unauthorized', outcome: 'refused', reason: 'clock_skew' },
  ],
  [
    'a refused signature of a clock that is right',
    [401, 'Unauthorized', { date: 'Thu, 01 Jan 2026 00:00:40 GMT' }],
    { type: 'unauthorized', outcome: 'refused', reason: 'access_key_refused' },
  ],
  [
    'an error that says unauthorized',
    [200, '{"data":{"login":null},"errors":[{"message":"Unauthorized"}]}'],
    { type: 'unauthorized', outcome: 'refused' },
  ],
  [
    'errors under 200',
    [200, '{"errors":[{"message":"Something\\nnew"}]}'],
    { type: 'rejected', outcome: 'refused', code: 'Something new' },
  ],
  [
    'errors beside an empty answer',
    [200, '{"data":{"login":null},"errors":[{"message":"no"}]}'],
    { type: 'rejected', outcome: 'refused', code: 'no' },
  ],
  [
    'errors under 400',
    [400, '{"errors":[{"message":"Syntax Error"}]}'],
    { type: 'rejected', outcome: 'refused', code: 'Syntax Error' },
  ],
  [
    'errors beside an answer',
    [200, '{"data":{"connect":{"id":"x"}},"errors":[{"message":"no"}]}'],
    { type: 'malformed', outcome: 'maybe_sent', reason: 'envelope_disagrees' },
  ],
  [
    'an error that echoes the secret',
    [200, `{"errors":[{"message":"bad ${SECRET} of TESTKEYIDAAAAAAAAAAA"}]}`],
    { type: 'rejected', code: 'bad [redacted] of [redacted]' },
  ],
  ['an error without words', [200, '{"errors":[{}]}'], { type: 'rejected', outcome: 'refused' }],
  [
    'a throttled account',
    [429, '', { 'retry-after': '7' }],
    { type: 'rate_limited', outcome: 'refused', retryAfterMs: 7_000 },
  ],
  [
    'a throttled account, in words',
    [200, '{"errors":[{"message":"Your API usage has been throttled."}]}'],
    { type: 'rate_limited', outcome: 'refused' },
  ],
  [
    'an HTML page under 200',
    [200, '<!doctype html><title>remote.it</title>'],
    { type: 'malformed', outcome: 'maybe_sent', reason: 'html' },
  ],
  [
    'an HTML page under 404',
    [404, '<html><h1>404 Page Not Found</h1></html>'],
    { type: 'malformed', outcome: 'maybe_sent', reason: 'html' },
  ],
  ['an HTML page under 502', [502, '<html>'], { type: 'unavailable', outcome: 'maybe_sent' }],
  ['nothing under 200', [200, ''], { type: 'malformed', reason: 'empty' }],
  ['cut JSON', [200, PAGE.slice(0, 90)], { type: 'malformed', reason: 'text' }],
  [
    'data of another shape',
    [200, '{"data":{"other":1}}'],
    { type: 'malformed', reason: 'wrong_shape' },
  ],
  ['no data', [200, '{"data":null}'], { type: 'malformed', reason: 'wrong_shape' }],
  [
    'a redirect',
    [302, '', { location: 'https://cloud.remote.it/api/graphql' }],
    { type: 'malformed', reason: 'redirected' },
  ],
];

describe.each([
  ['listDevices', list],
  ['openConnection', connect],
  ['closeConnection', stop],
] as const)('the failures of %s', (operation, run) => {
  it.each(failures)('%s', async (_what, answer, error) => {
    account.reply = answer;
    await expect(run()).rejects.toMatchObject({ upstream: 'remoteit', operation, ...error });
    // Only a read, and only if the server fails or asks to wait without saying how long.
    const isPassing = error.type === 'unavailable' || error.type === 'rate_limited';
    const isRepeated = operation === 'listDevices' && isPassing && !answer[2];
    expect(account.upstream.requests).toHaveLength(isRepeated ? 3 : 1);
  });
});

describe('failures of mutations only', () => {
  it('a connection that is null, without an error', async () => {
    account.reply = [200, '{"data":{"connect":null}}'];
    await expect(connect()).rejects.toMatchObject({ type: 'malformed', outcome: 'maybe_sent' });
  });

  it('a connection to an invalid host', async () => {
    account.reply = [200, CONNECTED.replace('proxy18.rt3.io', 'evil.example/@x')];
    await expect(connect()).rejects.toMatchObject({ type: 'malformed', outcome: 'maybe_sent' });
  });

  it.each([
    ['to a host of another domain', 'proxy18.rt3.io', 'proxy18.rt3.example'],
    ['to an address', 'proxy18.rt3.io', '203.0.113.9'],
    ['to a port beyond all', '37488', '70000'],
    ['to no port', '37488', 'null'],
  ])('a connection %s', async (_what, from, to) => {
    account.reply = [200, CONNECTED.replace(from, to)];
    await expect(connect()).rejects.toMatchObject({ type: 'malformed', outcome: 'maybe_sent' });
  });

  it.each([
    ['false, without an error', '{"data":{"disconnect":false}}'],
    ['an error that knows no such connection', '{"errors":[{"message":"Connection not found"}]}'],
  ])('%s: there is nothing to close', async (_what, body) => {
    account.reply = [200, body];
    await expect(stop()).rejects.toMatchObject({ type: 'rejected', reason: 'connection_gone' });
  });

  it('any other error on closing one leaves it open', async () => {
    account.reply = [200, '{"data":{"disconnect":null},"errors":[{"message":"Internal error"}]}'];
    await expect(stop()).rejects.toMatchObject({
      type: 'rejected',
      code: 'Internal error',
      reason: undefined,
    });
  });
});
