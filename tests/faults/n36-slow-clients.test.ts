import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as signIn } from '@/app/api/auth/[...nextauth]/route';
import { POST as preview } from '@/app/api/batches/preview/route';
import { POST as createBatch } from '@/app/api/batches/route';
import { db } from '@/lib/server/db/client';
import { batches } from '@/lib/server/db/schema';
import { limitSlowClients } from '@/lib/server/http/edge/limit-slow-clients';
import { bodyPace } from '@/lib/server/http/read-input';
import type { Handler } from '@/lib/server/http/route';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const HEADERS_MS = 150;
const routes: Record<string, Handler> = {
  '/api/batches': createBatch,
  '/api/batches/preview': preview,
  '/api/auth/callback/credentials': (request) =>
    signIn(request, { params: Promise.resolve({ nextauth: ['callback', 'credentials'] }) }),
};

let desk: TestDesk;
let server: Server;
let whileStreaming: () => Promise<void>;

beforeAll(async () => {
  Object.assign(bodyPace, { graceMs: 150, bytesPerSecond: 1024 });
  desk = await startTestDesk({ seed: 'empty' });
  limitSlowClients({ headersMs: HEADERS_MS, requestMs: 20_000, pageRequestMs: 150, lingerMs: 50 });
  server = createServer({ connectionsCheckingInterval: 20 }, (request, response) => {
    const { url = '', method } = request;
    if (url === '/api/stream') {
      response.write('first');
      void whileStreaming().then(() => response.end('last'));
    } else if (routes[url]) {
      void callRoute(routes[url], request).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(await answer.text());
      });
      // As Next does if a proxy is in front of a page.
    } else if (method === 'POST') request.resume().on('end', () => response.end());
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The first complete request sets the limits; in production the start sends one.
  await (await fetch(`http://127.0.0.1:${portOf(server)}/`)).text();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await desk.close();
});

/** The route in this process, signed in, with the body as it arrives over the socket. */
function callRoute(route: Handler, incoming: IncomingMessage): Promise<Response> {
  // As Next passes it on.
  const { body } = new Response(incoming as unknown as BodyInit);
  const withBody: Handler = (request, context) => {
    const own = Object.entries(incoming.headers as Record<string, string>);
    const init = {
      method: 'POST',
      headers: new Headers([...request.headers, ...own]),
      body,
      duplex: 'half' as const,
    };
    return route(new NextRequest(request.url, init), context);
  };
  return desk.call(withBody, `POST ${incoming.url}`);
}

const portOf = (listening: Server) => (listening.address() as AddressInfo).port;

/**
 * Writes `head` and then whatever `feed` writes. Returns everything received until the server
 * closed.
 */
function send(head: string[], feed: (socket: Socket) => void = () => undefined): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(portOf(server), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    // A server that closes while we write resets the connection.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.write(head.join('\r\n'));
    feed(socket);
  });
}

const post = (path: string, ...more: string[]) => [
  `POST ${path} HTTP/1.1`,
  'host: desk.example',
  ...more,
  '',
  '',
];
const json = 'content-type: application/json';
const chunked = 'transfer-encoding: chunked';

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('a'), 20);
  socket.on('close', () => clearInterval(timer));
}

function flood(socket: Socket): void {
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

describe('a slow client (N36)', () => {
  test.each([
    ['JSON', '/api/batches', json],
    ['a list', '/api/batches/preview', 'content-type: multipart/form-data; boundary=x'],
    ['a sign-in', '/api/auth/callback/credentials', json],
  ])('that sends %s byte by byte gets 408 and is closed', async (_name, path, type) => {
    const answer = await send(post(path, type, 'content-length: 50000'), drip);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('content-type: application/problem+json');
    expect(answer).toContain('"code":"request_timeout"');
  });

  test('that starts a body and goes silent gets 408 and is closed', async () => {
    const answer = await send(post('/api/batches', json, chunked), (socket) => {
      socket.write('5\r\n{"row\r\n');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('whose headers never end gets 408 and is closed', async () => {
    const answer = await send(['POST /api/batches HTTP/1.1', 'x-long: '], drip);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that sends a page an endless body gets 408 and is closed', async () => {
    expect(await send(post('/users', chunked), flood)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that keeps the minimum pace is read, however long it takes', async () => {
    const row = '{"rows":[{"email":"slow@uplink.example"}],';
    const name = `"name":"${' '.repeat(20_000)}x"}`;
    const length = `content-length: ${row.length + name.length}`;
    const answer = await send(post('/api/batches', json, length, 'connection: close'), (socket) => {
      socket.write(row + name.slice(0, -2));
      // Far beyond the time that a body has before its first byte.
      setTimeout(() => socket.write(name.slice(-2)), 300);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 202 /);
  });

  test('that is still receiving a response is left alone', async () => {
    whileStreaming = () => wait(3 * HEADERS_MS);
    const head = ['GET /api/stream HTTP/1.1', 'host: desk.example', 'connection: close', '', ''];
    expect(await send(head)).toMatch(/first[^]*last/);
  });
});

describe('a body that isn’t as announced (N36)', () => {
  test('without an end gets 413 and is closed', async () => {
    const answer = await send(post('/api/batches', json, chunked), flood);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"body_too_large"');
  });

  test('without an end gets 413 even without a session', async () => {
    const answer = await send(post('/api/auth/callback/credentials', json, chunked), flood);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('shorter or longer than announced creates nothing', async () => {
    const rows = '{"rows":[{"email":"length@wrong.example"}]}';
    const before = await db().$count(batches);
    const short = await send(post('/api/batches', json, 'content-length: 500'), (socket) => {
      socket.end(rows);
    });
    expect(short).toMatch(/^HTTP\/1\.1 400 /);
    const long = await send(post('/api/batches', json, 'content-length: 5'), (socket) => {
      socket.write(rows);
    });
    expect(long).toMatch(/^HTTP\/1\.1 400 /);
    expect(await db().$count(batches)).toBe(before);
  });

  test('that is compressed gets 415 and is closed if it continues', async () => {
    const answer = await send(post('/api/batches', json, 'content-encoding: gzip', chunked), flood);
    expect(answer).toMatch(/^HTTP\/1\.1 415 /);
  });
});
