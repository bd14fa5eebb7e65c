import { createServer as createHttpsServer } from 'node:https';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { makeCertificate } from './certificates';

const authority = makeCertificate('Log receivers', { isAuthority: true });
const own = makeCertificate('logs', { host: '127.0.0.1', issuer: authority });
const folder = mkdtempSync(join(tmpdir(), 'reseller-desk-receivers-'));

/** A file in PEM, as the settings name them. */
export function pemFile(name: string, pem: string): string {
  const path = join(folder, name);
  writeFileSync(path, pem);
  return path;
}

export const authorityFile = pemFile('ca.pem', authority.pem);
export const clientAuthority = authority;

export type TakenEvent = { id: string; sequence: number; hash: string; previousHash: string };

export type SyslogReceiver = {
  port: number;
  /** The messages in the order in which they came, over all connections. */
  messages: string[];
  events: () => TakenEvent[];
  connections: () => number;
  close: () => Promise<void>;
};

type SyslogBehavior = TlsOptions & {
  port?: number;
  /** Called with the messages so far. May destroy the socket, or pause it. */
  onData?: (socket: TLSSocket, messages: string[]) => void;
};

/** A server that reads RFC 5425, in this process. */
export async function startSyslogReceiver({
  port = 0,
  onData,
  ...options
}: SyslogBehavior = {}): Promise<SyslogReceiver> {
  const messages: string[] = [];
  let connections = 0;
  const server = createTlsServer({ key: own.keyPem, cert: own.pem, ...options }, (socket) => {
    connections += 1;
    let rest = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      rest = takeFrames(Buffer.concat([rest, chunk]), messages);
      onData?.(socket, messages);
    });
  });
  const close = await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    events: () => messages.map((message) => JSON.parse(jsonIn(message)) as TakenEvent),
    connections: () => connections,
    close,
  };
}

/** @returns what isn't a whole frame yet */
function takeFrames(bytes: Buffer, messages: string[]): Buffer<ArrayBuffer> {
  for (let rest = Buffer.from(bytes); ;) {
    const space = rest.indexOf(' ');
    const length = Number(rest.toString('ascii', 0, Math.max(0, space)));
    if (space < 0 || rest.length < space + 1 + length) return rest;
    messages.push(rest.toString('utf8', space + 1, space + 1 + length));
    rest = rest.subarray(space + 1 + length);
  }
}

/** What follows the structured data. */
function jsonIn(message: string): string {
  return message.slice(message.indexOf('] {') + 2);
}

export type TakenBatch = {
  headers: IncomingHttpHeaders;
  text: string;
  body: { type: string; first: number; last: number; events: TakenEvent[] };
};

export type HttpsReceiver = {
  url: string;
  port: number;
  /** Those that were answered with a 2xx. */
  batches: TakenBatch[];
  events: () => TakenEvent[];
  asked: () => number;
  close: () => Promise<void>;
};

type Answer = { status: number; headers?: Record<string, string> } | 'cut' | 'never';

/** @param answer by default every batch is taken */
export async function startHttpsReceiver(
  answer: (batch: TakenBatch) => Answer = () => ({ status: 204 }),
  port = 0,
): Promise<HttpsReceiver> {
  const batches: TakenBatch[] = [];
  let asked = 0;
  const server = createHttpsServer({ key: own.keyPem, cert: own.pem }, (request, response) => {
    asked += 1;
    // A sender that is killed ends in the middle.
    const whole = text(request).catch(() => null);
    void whole.then((body) => {
      if (body === null) return;
      const batch = { headers: request.headers, text: body, body: JSON.parse(body) as never };
      const given = answer(batch);
      if (given === 'cut') request.socket.destroy();
      if (typeof given === 'string') return;
      if (given.status < 300) batches.push(batch);
      response.writeHead(given.status, given.headers).end();
    });
  });
  const close = await listen(server, port);
  const { port: at } = server.address() as AddressInfo;
  return {
    ...{ url: `https://127.0.0.1:${at}/in?key=abc`, port: at, batches, close },
    events: () => batches.flatMap(({ body }) => body.events),
    asked: () => asked,
  };
}

async function listen(server: Server, port: number): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
}
