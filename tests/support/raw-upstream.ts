import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export type RawRequest = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
};

/** Writes any bytes to the socket; `count` is 1 for the first request of all. */
export type RawAnswer = (socket: Socket, request: RawRequest, count: number) => void;

export type RawUpstream = {
  origin: string;
  port: number;
  requests: RawRequest[];
  /** Requests, complete or not; a TLS handshake isn't one. */
  receivedBytes: () => number;
  /** Currently open connections. */
  openSockets: () => number;
  answerWith: (answer: RawAnswer) => void;
  close: () => Promise<void>;
};

/**
 * An upstream that is just a TCP server: it reads complete HTTP requests and answers with bytes,
 * well-formed or not. The sandbox can't send what no HTTP server would.
 * @param tls its certificate, if it should use TLS
 */
export async function startRawUpstream(answer: RawAnswer, tls?: TlsOptions): Promise<RawUpstream> {
  let current = answer;
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let receivedBytes = 0;
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Connections torn down by the client are what many of these tests are about.
    socket.on('error', () => undefined);
    let buffered = '';
    socket.setEncoding('latin1');
    socket.on('data', (data) => {
      receivedBytes += data.length;
      buffered += String(data);
      for (;;) {
        const read = readRequest(buffered);
        if (read === null) return;
        buffered = buffered.slice(read.length);
        requests.push(read.request);
        current(socket, read.request, requests.length);
      }
    });
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    receivedBytes: () => receivedBytes,
    openSockets: () => sockets.size,
    answerWith: (next) => {
      current = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readRequest(text: string): { request: RawRequest; length: number } | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const [requestLine = '', ...headerLines] = text.slice(0, headEnd).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of headerLines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const length = headEnd + 4 + Number(headers['content-length'] ?? 0);
  if (text.length < length) return null;
  const [method = '', path = ''] = requestLine.split(' ');
  const body = Buffer.from(text.slice(headEnd + 4, length), 'latin1').toString('utf8');
  return { request: { method, path, headers, body }, length };
}

/** The bytes of an HTTP response with a content length, on a connection that stays open. */
export function httpMessage(
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const all = {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Any\r\n${lines.join('')}\r\n`), bytes]);
}
