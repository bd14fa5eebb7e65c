import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionCheck } from '@/lib/contract/accounts';
import { startRemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { startRemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { checkConnection } from '@/lib/server/accounts/check-connection';
import { newRemoteitClient, newRemotepcClient } from '@/lib/server/accounts/upstream-clients';
import { resetEnv } from '@/lib/server/env';
import { makeCertificate } from '@/tests/support/certificates';
import { freePort } from '@/tests/support/free-port';

const canary = 'canary-api-key-31';
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(async () => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const answering = (answer: RequestListener) => listening(createServer(answer));
const encrypted = (options: ServerOptions) =>
  listening(createTlsServer(options, (_request, response) => response.end('{}')) as Server);

async function check(url: string, key = canary) {
  process.env.UPSTREAM_TIMEOUT_MS = '1500';
  resetEnv();
  const place = { id: 'rpc_sandbox', url };
  const client = newRemotepcClient(place, { apiKey: key }, { isAlone: true });
  const read = async () => (await client.listUsers()).length;
  const result = await checkConnection({ upstream: 'remotepc', url }, read);
  expect(JSON.stringify([result, String(result.error)])).not.toContain(canary);
  return result;
}

const at = (checks: ConnectionCheck[], name: ConnectionCheck['name']) =>
  checks.find((one) => one.name === name);
const failed = (checks: ConnectionCheck[]) =>
  checks.filter(({ ok }) => ok === false).map(({ name }) => name);

describe('a connection check', () => {
  it('that finds all well says so, line by line, and how long it took', async () => {
    const sandbox = await startRemotepcSandbox({ seed: 'empty' });
    endings.push(sandbox.close);
    sandbox.state.apiKey = canary;
    const { ok, checks, tookMs } = await check(sandbox.baseUrl);
    expect(ok).toBe(true);
    expect(checks.map((one) => [one.name, one.ok])).toEqual([
      ...[
        ['dns', true],
        ['connect', true],
        ['tls', null],
        ['credentials', true],
      ],
      ...[
        ['whitelist', true],
        ['clock', true],
        ['shape', true],
      ],
    ]);
    expect(at(checks, 'shape')?.detail).toBe(
      `${new URL(sandbox.baseUrl).host} answered with a list of 0 users.`,
    );
    expect(tookMs).toBeGreaterThan(0);
  });

  it.each([
    [401, 'credentials', 'RemotePC rejected the API key (401)'],
    [403, 'whitelist', 'Add its public IP address to the allowlist'],
    [500, 'shape', 'RemotePC is unavailable or can’t be reached'],
  ] as const)('after a %d names %s, and what to do', async (status, name, sentence) => {
    const sandbox = await startRemotepcSandbox({ seed: 'empty' });
    endings.push(sandbox.close);
    sandbox.faults.set('list', { status });
    const { ok, checks } = await check(sandbox.baseUrl);
    expect(ok).toBe(false);
    expect(failed(checks)).toEqual([name]);
    expect(at(checks, name)?.detail).toContain(sentence);
  });

  it('of a page instead of the API says to check the address', async () => {
    const port = await answering((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<html>${canary}</html>`);
    });
    const { checks } = await check(`http://127.0.0.1:${port}/private`);
    expect(failed(checks)).toEqual(['shape']);
    expect(at(checks, 'shape')?.detail).toBe(
      `127.0.0.1:${port} answered, but not as RemotePC does. Check the address of the API.`,
    );
  });

  it('of an empty body, and of no answer, ends in time', async () => {
    const empty = await answering((_request, response) => response.end());
    expect(failed((await check(`http://127.0.0.1:${empty}/x`)).checks)).toEqual(['shape']);
    const silent = await listening(createTcpServer(() => undefined));
    const { ok, checks } = await check(`http://127.0.0.1:${silent}/x`);
    expect(ok).toBe(false);
    expect(at(checks, 'connect')?.ok).toBe(true);
    expect(at(checks, 'clock')).toMatchObject({ ok: null });
    expect(at(checks, 'shape')?.detail).toContain('didn’t respond in time');
  }, 20_000);

  it('of a closed port stops at the connection', async () => {
    const { checks } = await check(`http://127.0.0.1:${await freePort()}/x`);
    expect(at(checks, 'connect')).toMatchObject({ ok: false });
    expect(at(checks, 'connect')?.detail).toMatch(
      /\(ECONNREFUSED\)\. Nothing accepts connections there: check/,
    );
    expect(at(checks, 'credentials')).toMatchObject({ ok: null });
  });

  it('of a name that doesn’t exist stops at the name', async () => {
    const { checks } = await check('https://nothing-here.invalid/private');
    expect(at(checks, 'dns')).toMatchObject({ ok: false });
    expect(at(checks, 'dns')?.detail).toMatch(/^The name nothing-here\.invalid can’t be resolved/);
    expect(at(checks, 'connect')).toMatchObject({ ok: null });
    expect(at(checks, 'tls')).toMatchObject({ ok: null });
  });

  it('notices a clock that is an hour off', async () => {
    const port = await answering((_request, response) => {
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
      response.end('{}');
    });
    const { checks } = await check(`http://127.0.0.1:${port}/x`);
    expect(at(checks, 'clock')).toMatchObject({ ok: false });
    expect(at(checks, 'clock')?.detail).toMatch(/differs from theirs by 3,?60\d seconds\. Set it/);
  });

  it('says who issued a certificate, until when, and why it can’t be verified', async () => {
    const stranger = makeCertificate('A proxy in between', { isAuthority: true });
    const { pem, keyPem } = makeCertificate('rpc', { host: '127.0.0.1', issuer: stranger });
    const port = await encrypted({ cert: pem, key: keyPem });
    const { ok, checks } = await check(`https://127.0.0.1:${port}/x`);
    expect(ok).toBe(false);
    expect(at(checks, 'tls')?.detail).toMatch(
      /^The certificate is from A proxy in between, valid until \d+ \w+ \d{4}, but it can’t be verified \([A-Z_]+\)\./,
    );
  });

  it('of remote.it says that it has no allowlist, and blames the clock for a refused signature', async () => {
    const sandbox = await startRemoteitSandbox({ now: () => new Date(Date.now() - 600_000) });
    endings.push(sandbox.close);
    const place = { id: 'rit_test', url: sandbox.graphqlUrl };
    const client = newRemoteitClient(place, sandbox.accessKey, { isAlone: true });
    const read = async () => (await client.listDevices()).length;
    const { ok, checks } = await checkConnection({ upstream: 'remoteit', url: place.url }, read);
    expect(ok).toBe(false);
    expect(failed(checks)).toEqual(['clock']);
    expect(at(checks, 'whitelist')).toMatchObject({
      ok: null,
      detail: 'remote.it has no allowlist.',
    });
  });
});
