import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { isInternetAddress } from '@/lib/server/internet-address';
import { readAddress, type Resolve } from '@/lib/server/webhooks/address';
import { post, signedHeaders } from '@/lib/server/webhooks/post';
import { allowPrivateWebhooks, startReceiver } from '@/tests/support/webhooks';

beforeEach(() => allowPrivateWebhooks('false'));
afterAll(() => allowPrivateWebhooks('false'));

const resolvingTo =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const unknown: Resolve = async () => {
  throw new Error('ENOTFOUND');
};

const codeOf = (url: string, resolve = unknown) =>
  readAddress(url, resolve).then(
    (read) => read,
    (error: { code: string }) => error.code,
  );

describe('the address of a webhook', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://2130706433/',
    'https://017700000001/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://①②⑦.0.0.1/',
    'https://127。0。0。1/',
    'https://%31%32%37.0.0.1/',
    'https://0/',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.0.1:8443/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::a00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/',
    'https://[fe80::1]/',
    'https://[fc00::1]/',
    'https://[fd12:3456::1]/',
    'https://[ff02::1]/',
    'https://[2001:db8::1]/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://localhost../',
    'https://desk.localhost/',
    'https://ⓛocalhost/',
    'https://intranet/',
    'https://printer.local/',
    'https://db.internal/',
    'https://router.home.arpa/',
    'https://hooks.example@127.0.0.1/',
    'https://user:pass@hooks.example/',
    'http://hooks.example/',
    'ftp://hooks.example/',
    'file:///etc/passwd',
    'https://[::1%25lo]/',
    'https://',
    'hooks.example/path',
    '//hooks.example',
  ])('can’t be %s', async (url) => {
    expect(await codeOf(url)).toBe('address_not_allowed');
  });

  it('can’t be a name that leads to this machine, alone or among others', async () => {
    const url = 'https://127.0.0.1.nip.example/';
    expect(await codeOf(url, resolvingTo('127.0.0.1'))).toBe('address_not_allowed');
    expect(await codeOf(url, resolvingTo('203.0.113.9', 'fe80::1'))).toBe('address_not_allowed');
  });

  it('is kept as it will be called; a name needn’t be known yet', async () => {
    const onInternet = resolvingTo('203.0.113.9', '2606:4700::6810:1');
    expect(await codeOf('https://Hooks.Example:443/a?token=b#c', onInternet)).toBe(
      'https://hooks.example/a?token=b',
    );
    expect(await codeOf('https://later.example')).toBe('https://later.example/');
    expect(await codeOf('https://8.8.8.8/')).toBe('https://8.8.8.8/');
    expect(await codeOf('https://[2606:4700::6810:1]/')).toBe('https://[2606:4700::6810:1]/');
  });

  it('may be anywhere, in clear text, with ALLOW_PRIVATE_WEBHOOKS', async () => {
    allowPrivateWebhooks();
    expect(await codeOf('http://127.0.0.1:8080/hook')).toBe('http://127.0.0.1:8080/hook');
    expect(await codeOf('http://intranet/hook')).toBe('http://intranet/hook');
    expect(await codeOf('https://user:pass@intranet/')).toBe('address_not_allowed');
  });

  it('is on the internet or not: neighbors of private ranges are', () => {
    const outside = ['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '169.253.0.1'];
    expect(outside.filter((ip) => !isInternetAddress(ip))).toEqual([]);
    expect(['1.2.3', '', 'fe80::1%eth0', '::'].filter(isInternetAddress)).toEqual([]);
  });
});

const message = { id: 'msg_1', body: '{}', secrets: ['whsec_c2VjcmV0'] };

describe('a message', () => {
  it('is signed as the package standardwebhooks 1.1.1 signs and verifies it', () => {
    const secret = 'whsec_MfKQ9r8GKYqTwUPD8ELPZIo2LaLaGw9xQk5yb3V0aGU=';
    const body = '{"type":"user.added","data":{"target":"Zoë"}}';
    const one = { id: 'msg_7_AbCd-_Ef', body, secrets: [secret] };
    const headers = signedHeaders(one, 1_796_000_000_999);
    expect(headers).toEqual({
      'webhook-id': 'msg_7_AbCd-_Ef',
      'webhook-timestamp': '1796000000',
      'webhook-signature': 'v1,9Om3zVDDtVcZg/KCNR274OUYaXAwH1OMyYPCOJEZ7ZA=',
    });
    const two = signedHeaders({ ...one, secrets: ['whsec_b3RoZXI=', secret] }, 1_796_000_000_999);
    expect(two['webhook-signature']?.split(' ')[1]).toBe(headers['webhook-signature']);
  });
});

describe('a connection', () => {
  it('goes only to an address that was checked in that moment', async () => {
    const receiver = await startReceiver();
    const url = `http://rebinding.example:${receiver.port}/hook`;
    let times = 0;
    const rebinding: Resolve = async () =>
      resolvingTo((times += 1) === 1 ? '203.0.113.9' : '127.0.0.1')('');
    await rebinding('');
    const attempt = await post(url, message, { resolve: rebinding });
    expect(attempt).toMatchObject({ status: null, failure: 'not_allowed' });
    const literal = await post(`http://127.1:${receiver.port}/hook`, message);
    expect(literal).toMatchObject({ status: null, failure: 'not_allowed' });
    const mapped = await post(`http://[::ffff:127.0.0.1]:${receiver.port}/hook`, message);
    expect(mapped).toMatchObject({ status: null, failure: 'not_allowed' });
    expect(receiver.received).toEqual([]);
    allowPrivateWebhooks();
    expect(await post(url, message, { resolve: rebinding })).toMatchObject({ status: 204 });
    // Once for each connection: nothing resolves the name a second time.
    expect(times).toBe(3);
    await receiver.close();
  });

  it('follows no redirect', async () => {
    allowPrivateWebhooks();
    const target = await startReceiver();
    const receiver = await startReceiver({
      statusOf: () => 307,
      headers: { location: target.url },
    });
    const attempt = await post(receiver.url, message);
    expect(attempt).toMatchObject({ status: 307, failure: 'redirected' });
    expect(target.received).toEqual([]);
    await Promise.all([receiver.close(), target.close()]);
  });

  it('uses no proxy, and reads nothing of an endless answer', async () => {
    allowPrivateWebhooks();
    process.env.HTTP_PROXY = 'http://127.0.0.1:9';
    const server = createServer((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(timer));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const attempt = await post(`http://127.0.0.1:${port}/`, message);
    delete process.env.HTTP_PROXY;
    expect(attempt).toMatchObject({ status: 200, failure: null });
    server.closeAllConnections();
    server.close();
  });

  it('that is cut or refused says so', async () => {
    allowPrivateWebhooks();
    const receiver = await startReceiver({ statusOf: () => undefined });
    expect(await post(receiver.url, message)).toMatchObject({ status: null, failure: 'cut' });
    await receiver.close();
    expect(await post(receiver.url, message)).toMatchObject({
      ...{ status: null, failure: 'unreachable' },
    });
  });
});
