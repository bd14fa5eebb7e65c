import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { send } from './send';

let sandbox: RemoteitSandbox;
let time = new Date('2021-01-15T23:20:00Z');

beforeAll(async () => {
  sandbox = await startRemoteitSandbox({ seed: 'empty', now: () => time });
});
beforeEach(() => {
  time = new Date('2021-01-15T23:20:00Z');
  sandbox.reset();
});
afterAll(() => sandbox.close());

const key = 'MDAwMDAwMDAtNUE0RC00QjBDLTgwMDAtNTM0MTRFNDQ0MjRG';

function logIn(body: unknown = sandbox.credentials, headers: Record<string, string> = {}) {
  return send(`${sandbox.baseUrl}/user/login`, {
    headers: { DeveloperKey: key, 'content-type': 'text/plain', ...headers },
    body,
  });
}

async function newToken(): Promise<string> {
  return (JSON.parse((await logIn()).text) as { token: string }).token;
}

async function call(path: string, body?: unknown, token?: string) {
  return send(`${sandbox.baseUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { developerkey: key, token: token ?? (await newToken()) },
    body,
  });
}

describe('login', () => {
  it('answers with strings for booleans, a token, and its expiry', async () => {
    const { status, text } = await logIn();
    expect(status).toBe(200);
    const login = JSON.parse(text) as Record<string, unknown>;
    expect(login).toMatchObject({
      status: 'true',
      email: 'reseller@sandbox.example',
      auth_expiration: 1_610_756_400,
      auth_token: login['token'],
      member_since: '2018-06-08 20:13:33',
    });
    expect(login['token']).toMatch(/^[0-9a-f]{32}$/);
    expect(login['service_authhash']).toMatch(/^[0-9A-F]{40}$/);
    expect(login['guid']).toBe('5A4DBC0C-0F5E-4E11-8C2B-53414E44424F');
    expect(login['service_token']).toMatch(/^[0-9a-f]{32}$/);
    expect(sandbox.state.loginCount).toBe(1);
  });

  it('accepts any content type and any case of the username', async () => {
    const body = { username: 'Reseller@Sandbox.example', password: 'Sandbox-Reseller-2026' };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await logIn(body, headers)).status).toBe(200);
  });

  it('can leave out auth_expiration or set it in the past', async () => {
    sandbox.state.switches.authExpiration = 'absent';
    expect((await logIn()).text).not.toContain('auth_expiration');
    sandbox.state.switches.authExpiration = 'past';
    expect((await logIn()).text).toContain('"auth_expiration":1610749200');
  });

  it('refuses a wrong password with [0102], in the new wording or the old', async () => {
    const wrong = { username: 'reseller@sandbox.example', password: 'wrong' };
    const answer = await logIn(wrong);
    expect(answer.status).toBe(401);
    expect(answer.text).toBe(
      '{"status":"false","reason":"[0102] The username or password is invalid","code":"GENERAL_ERROR"}',
    );
    sandbox.state.switches.isOldLoginWording = true;
    const old = await logIn(wrong);
    expect(old.status).toBe(400);
    expect(old.text).toBe(
      '{"status":"false","reason":"[0102] The username or password are invalid"}',
    );
    expect(sandbox.state.loginCount).toBe(0);
  });

  it('refuses an account with a second factor', async () => {
    sandbox.state.switches.secondFactor = 'SOFTWARE_TOKEN_MFA';
    const answer = await logIn();
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 'false', code: 'SOFTWARE_TOKEN_MFA' });
  });

  it('refuses a wrong developer key before anything else', async () => {
    const answer = await logIn('{', { DeveloperKey: 'wrong' });
    expect(answer.status).toBe(401);
    expect(answer.text).toBe('{"status":"false","reason":"api key failed validation"}');
  });

  it('answers malformed JSON with an HTML 400, and GET with 405', async () => {
    const answer = await logIn('{');
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toContain('text/html');
    const got = await send(`${sandbox.baseUrl}/user/login`, { method: 'GET' });
    expect(got.status).toBe(405);
    expect(got.headers.allow).toBe('POST');
  });
});

describe('a token', () => {
  it.each(['/device/list/all', '/device/metadata/list/me'])('is required by %s', async (path) => {
    const answer = await call(path, undefined, 'unknown');
    expect(answer.status).toBe(401);
    expect(answer.text).toBe('{"status":"false","reason":"missing api token"}');
  });

  it('is refused with the status that the switch sets', async () => {
    sandbox.state.switches.missingTokenStatus = 200;
    expect((await call('/device/list/all', undefined, 'unknown')).status).toBe(200);
  });

  it('expires at auth_expiration', async () => {
    sandbox.state.switches.tokenLifetimeSeconds = 60;
    const token = await newToken();
    time = new Date('2021-01-15T23:20:59Z');
    expect((await call('/device/list/all', undefined, token)).status).toBe(200);
    time = new Date('2021-01-15T23:21:00Z');
    expect((await call('/device/list/all', undefined, token)).status).toBe(401);
  });

  it('expires when all tokens are made to', async () => {
    const token = await newToken();
    sandbox.expireTokens();
    expect((await call('/device/list/all', undefined, token)).status).toBe(401);
    expect((await call('/device/list/all')).status).toBe(200);
    expect(sandbox.state.loginCount).toBe(2);
  });
});

describe('the device list', () => {
  it('is short if empty', async () => {
    expect((await call('/device/list/all?cache=false')).text).toBe(
      '{"status":"true","devices":[]}',
    );
  });

  it('is a flat list of services, in remote.it’s spelling', async () => {
    sandbox.state.addService({
      address: '80:00:00:00:01:00:81:AB',
      alias: 'intranet-http',
      kind: 'http',
      spelling: 'mixed',
      createdAt: new Date('2019-07-01T12:00:50Z'),
      lastContactedAt: new Date('2021-01-15T12:00:02.190Z'),
    });
    const { text } = await call('/device/list/all');
    expect(JSON.parse(text)).toEqual({
      status: 'true',
      cached: 'false',
      cache_expires: 2,
      length: 1,
      devices: [
        {
          deviceaddress: '80:00:00:00:01:00:81:ab',
          devicealias: 'intranet-http',
          ownerusername: 'reseller@sandbox.example',
          devicetype: '00:07:00:00:00:01:00:00:00:00:00:50:00:00:00:00',
          devicestate: 'active',
          devicelastip: '203.0.113.10',
          lastinternalip: '192.168.1.10',
          servicetitle: 'HTTP',
          georegion: 'NorthAmerica',
          createdate: '2019-07-01T08:00:50-04:00',
          lastcontacted: '2021-01-15T07:00:02.19-05:00',
          shared: 'shared-from',
          webenabled: '1',
          weburi: [null],
          localurl: 'aHR0cDovLzE5Mi4xNjguMS4xMDo4MC8=',
          webviewerurl: [null],
        },
      ],
    });
  });

  it('has device types of 12 octets in older rows', async () => {
    sandbox.state.addService({ address: '80:00:00:00:01:00:81:10', typeOctets: 12 });
    expect((await call('/device/list/all')).text).toContain(
      '"devicetype":"00:1C:00:00:00:01:00:00:00:00:00:16"',
    );
  });

  it('joins its rows by the metadata’s hardwareid, keyed in lower case', async () => {
    sandbox.state.addService({ address: '80:00:00:00:01:00:81:AA', hardwareId: 'hw-1' });
    sandbox.state.addService({ address: '80:00:00:00:01:00:81:AB', category: 'Linux' });
    expect((await call('/device/metadata/list/me')).text).toBe(
      '{"status":"true","devices":{"80:00:00:00:01:00:81:aa":{"hardwareid":"hw-1"},"80:00:00:00:01:00:81:ab":{"categoryA":"Linux"}}}',
    );
  });
});

describe('connect and stop', () => {
  beforeEach(() => {
    sandbox.state.addService({ address: '80:00:00:00:01:00:40:C5', kind: 'ssh' });
    sandbox.state.addService({ address: '80:00:00:00:01:00:40:C6', kind: 'https' });
    sandbox.state.addService({ address: '80:00:00:00:01:00:40:C7', kind: 'bulk' });
    sandbox.state.addService({ address: '80:00:00:00:01:00:40:C8', isForeign: true });
  });

  const connect = (deviceaddress: string, hostip?: string) =>
    call('/device/connect', { deviceaddress, wait: 'true', hostip });

  it('opens a proxy with host and port, slashes escaped, the id at both levels', async () => {
    const { status, text } = await connect('80:00:00:00:01:00:40:c5', '255.255.255.255');
    expect(status).toBe(200);
    expect(text).toMatch(/"proxy":"http:\\\/\\\/proxy\d\d\.rt3\.example:\d{5}"/);
    expect(text).toContain('"requested":"1\\/15\\/2021T6:20 PM"');
    const answer = JSON.parse(text) as { connection: Record<string, unknown> };
    const [id] = [...sandbox.state.connections.keys()];
    const { port } = new URL(String(answer.connection['proxy']));
    expect(answer).toMatchObject({
      status: 'true',
      wait: true,
      connectionid: id,
      connection: {
        deviceaddress: '80:00:00:00:01:00:40:C5',
        connectionid: id,
        status: 'running',
        proxyport: port,
        proxyServerPort: Number(port),
        expirationsec: '28800',
        proxyExpirationSec: 28_800,
        filteredIP: 'latching',
        reverseProxy: false,
        idleLeft: 900,
        requestedAt: '2021-01-15T23:20:00+00:00',
      },
    });
  });

  it('opens a reverse proxy without a port for web services', async () => {
    const { text } = await connect('80:00:00:00:01:00:40:C6', '0.0.0.0');
    const { connection } = JSON.parse(text) as { connection: Record<string, unknown> };
    expect(connection['proxy']).toMatch(/^https:\/\/[a-z]{10}\.p\d\d\.rt3\.example$/);
    expect(connection).toMatchObject({ reverseProxy: true, filteredIP: '0.0.0.0' });
    expect(connection).not.toHaveProperty('proxyport');
  });

  it('restricts the proxy to its caller if hostip is left out', async () => {
    const { text } = await connect('80:00:00:00:01:00:40:C5');
    expect(text).toContain('"filteredIP":"127.0.0.1"');
  });

  it.each([
    ['80:00:00:00:01:00:99:99', 200, '[0861] The service was not found for this UID.'],
    ['80:00:00:00:01:00:40:C7', 200, '[0861] The service was not found for this UID.'],
    [
      '80:00:00:00:01:00:40:C8',
      403,
      '[0405] 80:00:00:00:01:00:40:C8 is not available for public access and is not shared with you.',
    ],
  ])('refuses %s with %i and its reason', async (address, status, reason) => {
    const answer = await connect(address);
    expect(answer.status).toBe(status);
    expect(answer.text).toBe(`{"status":"false","reason":"${reason}"}`);
    expect(sandbox.state.connections.size).toBe(0);
  });

  it('stops a connection once', async () => {
    await connect('80:00:00:00:01:00:40:C5');
    const [connectionid] = [...sandbox.state.connections.keys()];
    const body = { deviceaddress: '80:00:00:00:01:00:40:c5', connectionid };
    const stopped = await call('/device/connect/stop', body);
    expect(stopped.status).toBe(200);
    expect(stopped.text).toBe(`{"status":"true","connectionid":"${connectionid}"}`);
    const again = await call('/device/connect/stop', body);
    expect(again.status).toBe(401);
    expect(JSON.parse(again.text)).toMatchObject({ status: 'false' });
  });

  it('refuses to stop a connection under another address', async () => {
    await connect('80:00:00:00:01:00:40:C5');
    const [connectionid] = [...sandbox.state.connections.keys()];
    const body = { deviceaddress: '80:00:00:00:01:00:40:C6', connectionid };
    expect((await call('/device/connect/stop', body)).status).toBe(401);
    expect(sandbox.state.connections.size).toBe(1);
  });
});

it('answers an unknown path with an HTML page', async () => {
  const answer = await call('/device/unknown');
  expect(answer.status).toBe(404);
  expect(answer.text).toContain('404 Page Not Found');
});
