import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { promisify } from 'node:util';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { resetEnv } from '@/lib/server/env';
import { guardEdge } from '@/lib/server/http/edge/guard-server';
import { limitSlowClients } from '@/lib/server/http/edge/limit-slow-clients';

const SILENT_MS = 300;
const LANES = 60;

let server: Server;
let port: number;
/** What reached Next. */
let seen: IncomingMessage[] = [];
let logged: string[] = [];
const logBefore = globalThis.resellerDeskLog;

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request);
    answerAsNext(request, response);
  });
  // As Next does with those it doesn't know: nothing, forever.
  server.on('upgrade', (_request, socket: Socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  process.env.PORT = String(port);
  process.env.APP_URL = `http://localhost:${port}`;
  resetEnv();
  globalThis.resellerDeskLog = pino({ base: null }, { write: (line: string) => logged.push(line) });
  guardEdge();
  limitSlowClients({ silentMs: SILENT_MS, lingerMs: 50, maxConnections: 4 * LANES });
});
beforeEach(() => {
  seen = [];
  logged = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  globalThis.resellerDeskLog = logBefore;
  delete process.env.PORT;
  delete process.env.APP_URL;
  resetEnv();
});

function answerAsNext({ url }: IncomingMessage, response: ServerResponse): void {
  if (url === '/text') response.writeHead(400, { 'content-type': 'text/plain' }).end('Bad');
  else if (url === '/api/slow') setTimeout(() => response.end('at last'), 3 * SILENT_MS);
  else response.setHeader('content-type', 'text/plain').end('page');
}

/** Writes the lines and returns everything received until the server closed. */
function send(lines: string[], feed: (socket: Socket) => void = () => undefined): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    if (lines.length > 0) socket.write(lines.join('\r\n'));
    feed(socket);
  });
}

const ask = (line: string, ...headers: string[]) =>
  send([`${line} HTTP/1.1`, `host: localhost:${port}`, ...headers, 'connection: close', '', '']);
const upgrade = (path: string) => [
  `GET ${path} HTTP/1.1`,
  `host: localhost:${port}`,
  'upgrade: websocket',
  'connection: Upgrade',
  '',
  '',
];

function connections(): Promise<number> {
  return promisify(server.getConnections.bind(server))();
}

async function untilNoneIsLeft(): Promise<void> {
  await vi.waitFor(async () => expect(await connections()).toBe(0), { timeout: 10_000 });
}

describe('what an anonymous client can hold', () => {
  test.each(['/_next/x', '/nothing-here', '/favicon.ico', '/users', '/api/users'])(
    'an upgrade request at %s is answered like an ordinary one (S1)',
    async (path) => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => send(upgrade(path), (socket) => socket.end())),
      );
      for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      await untilNoneIsLeft();
    },
  );

  test('a silent connection is closed (S9)', async () => {
    const answers = await Promise.all(Array.from({ length: LANES }, () => send([])));
    expect(new Set(answers)).toEqual(new Set(['']));
  });

  test('one that only sends line breaks, or goes silent after a response, is closed', async () => {
    const blank = (socket: Socket) => {
      const timer = setInterval(() => socket.write('\r\n'), SILENT_MS / 10);
      socket.on('close', () => clearInterval(timer));
    };
    expect(await send([], blank)).toMatch(/^HTTP\/1\.1 408 |^$/);
    const answered = await send(
      ['GET / HTTP/1.1', `host: localhost:${port}`, '', ''],
      (socket) => void setTimeout(() => blank(socket), SILENT_MS / 10),
    );
    expect(answered).toMatch(/^HTTP\/1\.1 200 /);
    await untilNoneIsLeft();
  });

  test('one that waits for a slow response is left alone', async () => {
    expect(await ask('GET /api/slow')).toContain('at last');
  });

  test('connections are limited to what the process can hold', () => {
    expect(server.maxConnections).toBe(4 * LANES);
  });

  test('many simultaneous ones of each kind leave no connection behind', async () => {
    const kinds: (() => Promise<string>)[] = [
      () => send(upgrade('/_next/x'), (socket) => void socket.once('data', () => socket.destroy())),
      () => send([]),
      () => send(['GET / HTTP/1.1', 'x-unfinished: ']),
      () => send(['POST /users HTTP/1.1', `host: localhost:${port}`, 'content-length: 9', '', 'a']),
      () => ask('TRACE /'),
      () => ask('GET /%ff'),
      () => ask('POST /sign-in', 'next-action: x', 'content-length: 0'),
      () => send(['GET / HTTP/1.1', 'host: evil.example', '', '']),
      () => send(['CONNECT evil.example:443 HTTP/1.1', 'host: evil.example', '', '']),
      () => send(['GARBAGE', '', '']),
    ];
    for (const kind of kinds) await Promise.all(Array.from({ length: LANES }, kind));
    await untilNoneIsLeft();
  });
});

describe('what reaches Next', () => {
  test('is no request for a server action and none from another host (S16, S20)', async () => {
    expect(await ask('POST /sign-in', 'next-action: anything', 'content-length: 0')).toMatch(
      /^HTTP\/1\.1 405 [^]*allow: GET, HEAD, OPTIONS/,
    );
    for (let call = 0; call < 3; call += 1) {
      await send(['GET / HTTP/1.1', 'host: other.example', 'connection: close', '', '']);
    }
    expect(seen).toEqual([]);
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({
      level: 40,
      opened: 'http://other.example',
      appUrl: `http://localhost:${port}`,
    });
  });

  test('has one client address, a safe request id, and no internal header of Next', async () => {
    const given = [
      'x-server-request-id: forged',
      'x-forwarded-for: 6.6.6.6',
      `x-request-id: ${'x'.repeat(9_000)}`,
    ];
    const answer = await ask(
      'GET /',
      ...given,
      'x-nonce: n',
      'next-action: a',
      'x-matched-path: /u',
    );
    const headers = seen[0]?.headers ?? {};
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer).toContain(`x-request-id: ${String(headers['x-request-id'])}`);
    expect(headers['x-server-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers).not.toHaveProperty('x-nonce');
    expect(headers).not.toHaveProperty('next-action');
    expect(headers).not.toHaveProperty('x-matched-path');
    expect(await ask('GET /', 'x-request-id: desk-42.a_b')).toContain('x-request-id: desk-42.a_b');
  });
});

describe('a router state from Next’s client', () => {
  test.each([
    '%zz',
    '{broken',
    'null',
    '[]',
    '[""]',
    '[1,{}]',
    '["",{"children":[]}]',
    '["",{},5]',
    '["",{},null,"other"]',
    '[["id","x","zz",null],{}]',
  ])('that Next would answer with 500 doesn’t reach Next: %s', async (state) => {
    await ask('GET /', 'rsc: 1', `next-router-state-tree: ${state}`);
    expect(seen[0]?.headers).not.toHaveProperty('next-router-state-tree');
  });

  test('that is valid is passed on', async () => {
    const state = [
      '',
      { children: [['batchId', 'bat_x', 'd', null], { children: ['__PAGE__', {}] }] },
    ];
    for (const sent of [state, [...state, null, 'refetch'], [...state, null, null, 16]]) {
      const header = encodeURIComponent(JSON.stringify(sent));
      await ask('GET /', 'rsc: 1', `next-router-state-tree: ${header}`);
      expect(seen.at(-1)?.headers['next-router-state-tree']).toBe(header);
    }
  });
});

describe('every response (S21, N23, ASVS 4.1.1)', () => {
  const kinds: [string, () => Promise<string>][] = [
    ['a page', () => ask('GET /')],
    ['an error of Next', () => ask('GET /text')],
    ['a refused method', () => ask('PUT /users', 'content-length: 0')],
    ['a refused method of /api', () => ask('TRACE /api/users')],
    ['an address that can’t be read', () => ask('GET /api/%ff')],
    ['OPTIONS of a page', () => ask('OPTIONS /users')],
    [
      'a wrong host',
      () => send(['GET / HTTP/1.1', 'host: x.example', 'connection: close', '', '']),
    ],
  ];
  test.each(kinds)('%s has the security headers and a request id', async (_name, call) => {
    const answer = await call();
    for (const header of [
      'x-content-type-options: nosniff',
      'referrer-policy: no-referrer',
      'cross-origin-opener-policy: same-origin',
      'cross-origin-resource-policy: same-origin',
      'x-frame-options: DENY',
      "content-security-policy: default-src 'none'",
      'cache-control: no-store',
    ]) {
      expect(answer).toContain(header);
    }
    expect(answer).toMatch(/x-request-id: [0-9a-f-]{36}\r\n/);
    expect(answer).not.toMatch(/content-type: text\/[a-z]+\r\n/);
    expect(answer).not.toContain('strict-transport-security');
  });

  test('has strict transport security if APP_URL is https', async () => {
    process.env.APP_URL = 'https://desk.example';
    resetEnv();
    for (const line of ['GET /', 'GET /text', 'PUT /users', 'GET /api/%ff', 'GET /_next/x.js']) {
      const answer = await send([
        `${line} HTTP/1.1`,
        'host: desk.example',
        'connection: close',
        '',
        '',
      ]);
      expect(answer, line).toContain('strict-transport-security: max-age=63072000');
    }
    process.env.APP_URL = `http://localhost:${port}`;
    resetEnv();
  });

  test('to a browser at a wrong host is a page that names both addresses (FF-16)', async () => {
    const at = (path: string, accept: string) =>
      send([
        `GET ${path} HTTP/1.1`,
        'host: 10.0.0.5:80',
        `accept: ${accept}`,
        'connection: close',
        '',
        '',
      ]);
    const page = await at('/sign-in', 'text/html,*/*;q=0.8');
    expect(page).toMatch(/^HTTP\/1\.1 421 Misdirected Request\r\n/);
    expect(page).toContain('content-type: text/html; charset=utf-8');
    expect(page).toContain("style-src 'sha256-");
    expect(page).toContain(`http://10.0.0.5:80, but APP_URL is set to http://localhost:${port}`);
    for (const problem of [
      await at('/sign-in', 'application/json'),
      await at('/api/users', 'text/html'),
    ]) {
      expect(problem).toContain('content-type: application/problem+json; charset=utf-8');
      expect(problem).toContain('"code":"wrong_host"');
    }
  });
});
