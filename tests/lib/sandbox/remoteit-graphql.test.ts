import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { isSigned } from '@/lib/sandbox/remoteit-signature';
import type { SandboxRequest } from '@/lib/sandbox/reply';
import { SANDBOX_FOREIGN_SERVICE } from '@/lib/sandbox/seed-devices';
import { signedHeaders } from '@/lib/server/upstreams/remoteit/login';
import { send } from './send';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const SSH = '80:00:00:00:01:00:81:a1';
const WEB = '80:00:00:00:01:00:81:a2';
const OFFLINE = '80:00:00:00:01:00:86:a1';

let sandbox: RemoteitSandbox;

beforeAll(async () => {
  sandbox = await startRemoteitSandbox({ now: () => NOW });
});
afterEach(() => sandbox.reset());
afterAll(() => sandbox.close());

type Asking = { query: string; variables?: Record<string, unknown>; at?: Date; secret?: string };

async function ask({ query, variables = {}, at = NOW, secret }: Asking) {
  const key = { ...sandbox.accessKey, ...(secret && { secretAccessKey: secret }) };
  const headers = signedHeaders(new URL(sandbox.graphqlUrl), at, key);
  return send(sandbox.graphqlUrl, { headers, body: { query, variables } });
}

const WHO = '{ login { email } }';
const DEVICES =
  'query D($size: Int, $from: Int) { login { devices(size: $size, from: $from) { total hasMore items { id } } } }';
const CONNECT =
  'mutation C($serviceId: String!, $hostIP: String) { connect(serviceId: $serviceId, hostIP: $hostIP) { id host port reverseProxy timeout } }';
const DISCONNECT =
  'mutation D($serviceId: String!, $connectionId: String!) { disconnect(serviceId: $serviceId, connectionId: $connectionId) }';

describe('the signature', () => {
  it('is accepted if correct', async () => {
    const { status, text } = await ask({ query: WHO });
    expect([status, text]).toEqual([
      200,
      '{"data":{"login":{"email":"reseller@sandbox.example"}}}',
    ]);
  });

  it.each([
    ['made with another secret', { secret: Buffer.alloc(32).toString('base64') }],
    ['of a date six minutes ago', { at: new Date(NOW.getTime() - 360_000) }],
    ['of a date six minutes ahead', { at: new Date(NOW.getTime() + 360_000) }],
  ])('%s gets one word of plain text', async (_name, wrong) => {
    const { status, headers, text } = await ask({ query: WHO, ...wrong });
    expect([status, headers['content-type'], text]).toEqual([401, 'text/plain', 'Unauthorized']);
  });

  it.each([
    ['missing', {}],
    ['of another scheme', { authorization: 'Bearer x' }],
    [
      'over nothing',
      {
        authorization:
          'Signature keyId="SANDBOXKEYAAAAAAAAAA",algorithm="hmac-sha256",headers="",signature="x"',
      },
    ],
  ])('%s is refused', async (_name, headers) => {
    const { status } = await send(sandbox.graphqlUrl, { headers, body: { query: WHO } });
    expect(status).toBe(401);
  });

  it('of a disabled key is refused, with 403 if the switch says so', async () => {
    sandbox.state.accessKey.isEnabled = false;
    sandbox.state.switches.unauthorizedStatus = 403;
    expect(await ask({ query: WHO })).toMatchObject({ status: 403, text: 'Unauthorized' });
  });
});

describe('the test vectors', () => {
  const key = {
    accessKeyId: 'TESTKEYIDAAAAAAAAAAA',
    secretAccessKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
    isEnabled: true,
  };
  const check = { key, now: new Date('2026-01-01T00:00:00Z'), maxSkewSeconds: 300 };
  const text = '{"query":"{ login { id email } }"}';
  const request = (headers: Record<string, string>): SandboxRequest => ({
    method: 'POST',
    path: '/graphql/v1',
    headers: {
      host: 'api.remote.it',
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'content-type': 'application/json',
      'content-length': '34',
      ...headers,
    },
    text,
    body: JSON.parse(text) as unknown,
    isMalformed: false,
    ip: '127.0.0.1',
  });
  const cavage = (names: string, signature: string) => ({
    authorization: `Signature keyId="TESTKEYIDAAAAAAAAAAA",algorithm="hmac-sha256",headers="${names}",signature="${signature}"`,
  });
  const rfc9421 = (signature: string) => ({
    authorization: '',
    signature: `remoteit=:${signature}:`,
    'signature-input':
      'remoteit=("@method" "@authority" "@target-uri" "date");keyid="TESTKEYIDAAAAAAAAAAA";alg="hmac-sha256";created=1767225600;expires=1767225900',
  });

  it.each([
    [
      'HTTP Signatures over five headers',
      cavage(
        '(request-target) host date content-type content-length',
        'uR13Yi/nDg6SXq+r8R+lKRdpqrW6FpGBXn6Qc6Uzh1k=',
      ),
    ],
    [
      'HTTP Signatures over four headers',
      cavage(
        '(request-target) host date content-type',
        'G//lhuR/h5pp2jR+1NjjvKVuxu/dVZy7RyEt/xgTmyY=',
      ),
    ],
    ['RFC 9421', rfc9421('IrC51MCTr9OMU2xXXq8cyg0+CWCtWpN98almdYW1Zi0=')],
  ])('of %s are accepted, and rejected with one letter changed', (_name, headers) => {
    expect(isSigned(request(headers), { ...check, scheme: 'https' })).toBe(true);
    const off = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace(/.=("|:)$/, 'A=$1')]),
    );
    expect(isSigned(request(off), { ...check, scheme: 'https' })).toBe(false);
  });

  it('of RFC 9421 end at their own time', () => {
    const late = { ...check, now: new Date(1_767_225_901_000), maxSkewSeconds: 3_600 };
    const headers = rfc9421('IrC51MCTr9OMU2xXXq8cyg0+CWCtWpN98almdYW1Zi0=');
    expect(isSigned(request(headers), { ...late, scheme: 'https' })).toBe(false);
  });
});

describe('the devices', () => {
  async function page(size: number, from: number) {
    const { text } = await ask({ query: DEVICES, variables: { size, from } });
    const { data } = JSON.parse(text) as {
      data: { login: { devices: { total: number; hasMore: boolean; items: { id: string }[] } } };
    };
    const { total, hasMore, items } = data.login.devices;
    return { total, hasMore, count: items.length, first: items[0]?.id };
  }

  it('are paged by an offset from 0', async () => {
    expect(await page(20, 0)).toMatchObject({ total: 30, hasMore: true, count: 20 });
    expect(await page(20, 20)).toMatchObject({ total: 30, hasMore: false, count: 10 });
    expect(await page(20, 30)).toMatchObject({ total: 30, hasMore: false, count: 0 });
  });

  it('come at most a thousand at a time, or not at all with a switch', async () => {
    sandbox.state.fill(2_500);
    expect(await page(5_000, 0)).toMatchObject({ total: 2_500, hasMore: true, count: 1_000 });
    sandbox.state.switches.isLargePageRefused = true;
    const { status, text } = await ask({ query: DEVICES, variables: { size: 5_000, from: 0 } });
    expect([status, text]).toEqual([
      200,
      '{"data":{"login":null},"errors":[{"message":"size must be 1000 or less","path":["login"]}]}',
    ]);
  });

  it.each([
    ['{ login { nothing } }', 'Cannot query field "nothing".'],
    ['{ login { email }', 'Syntax Error: Unexpected <EOF>.'],
    ['{ other }', 'Cannot query field "other" on type "Query".'],
  ])('requested by %s are an error with 200', async (query, message) => {
    const { status, text } = await ask({ query });
    expect([status, JSON.parse(text)]).toEqual([200, { errors: [{ message }] }]);
  });
});

describe('connections', () => {
  it('are the same ones as over v27', async () => {
    const variables = { serviceId: SSH.toUpperCase(), hostIP: '203.0.113.9' };
    const { text } = await ask({ query: CONNECT, variables });
    const { connect } = (JSON.parse(text) as { data: { connect: Record<string, unknown> } }).data;
    expect(connect).toMatchObject({ reverseProxy: false, timeout: 28_800 });
    expect([...sandbox.state.connections.values()]).toMatchObject([
      { id: connect['id'], hostIp: '203.0.113.9', port: connect['port'] },
    ]);
    const ending = { serviceId: SSH, connectionId: connect['id'] };
    expect((await ask({ query: DISCONNECT, variables: ending })).text).toBe(
      '{"data":{"disconnect":true}}',
    );
    expect(sandbox.state.connections.size).toBe(0);
    expect(sandbox.calls.map(({ operation, effect }) => [operation, effect])).toEqual([
      ['connect', true],
      ['stop', true],
    ]);
  });

  it('to a web service have a name and no port', async () => {
    const { text } = await ask({ query: CONNECT, variables: { serviceId: WEB } });
    expect(JSON.parse(text)).toMatchObject({
      data: { connect: { port: null, reverseProxy: true } },
    });
  });

  it.each([
    ['an unknown service', '80:00:00:00:00:00:00:00', 'Service not found'],
    [
      'a service of others',
      SANDBOX_FOREIGN_SERVICE,
      'You do not have permission to connect to this service',
    ],
    ['an offline device', OFFLINE, 'The device is not online'],
  ])('to %s are refused by an error with 200', async (_name, serviceId, message) => {
    const { status, text } = await ask({ query: CONNECT, variables: { serviceId } });
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { data: { connect: null }, errors: [{ message, path: ['connect'] }] },
    ]);
  });

  it('that don’t exist end in an error, or in false with a switch', async () => {
    const variables = { serviceId: SSH, connectionId: 'none' };
    expect((await ask({ query: DISCONNECT, variables })).text).toContain('Connection not found');
    sandbox.state.switches.unknownConnection = 'false';
    expect((await ask({ query: DISCONNECT, variables })).text).toBe(
      '{"data":{"disconnect":false}}',
    );
  });
});

describe('faults', () => {
  it('apply to GraphQL under the same names as v27', async () => {
    sandbox.faults.set('list', [
      { status: 429 },
      { status: 401 },
      { html: true },
      { dropRows: 30 },
    ]);
    const { text: throttled, status } = await ask({ query: DEVICES, variables: { size: 50 } });
    expect([status, throttled]).toEqual([429, '']);
    expect((await ask({ query: DEVICES })).text).toBe('Unauthorized');
    expect((await ask({ query: DEVICES })).text).toContain('502 Bad Gateway');
    const { text } = await ask({ query: DEVICES, variables: { size: 50 } });
    expect(JSON.parse(text)).toEqual({
      data: { login: { devices: { total: 30, hasMore: false, items: [] } } },
    });
  });
});
