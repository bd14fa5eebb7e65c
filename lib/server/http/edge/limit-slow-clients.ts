import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { Server, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isDevelopment } from '@/lib/server/env';

const MOST_CONNECTIONS = 4_096;
/**
 * The share of descriptors; the rest is for files, the database, upstreams and the runtime itself.
 */
const SHARE_FOR_CONNECTIONS = 0.7;

const limits = {
  /**
   * Until the headers are complete. Node checks every half minute, so it may take that much longer.
   */
  headersMs: 30_000,
  /** Until a request is complete; longer than 10 MiB may take at the slowest `bodyPace`. */
  requestMs: 6 * 60_000,
  /** The same outside of `/api`: pages need no body, yet Next waits for it to end. */
  pageRequestMs: 20_000,
  /**
   * For the rest of a request that was already answered, as with 408 or 413. If it were closed at
   * once, a client that is still sending would get a connection reset and never see the response.
   */
  lingerMs: 2_000,
  /**
   * How long a connection may be open without a complete request: from its start, and again after
   * each response. Node counts only from the first byte of a request.
   */
  silentMs: 30_000,
  maxConnections: mostConnections(),
};

const TIMED_OUT = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

type Exchange = { request: IncomingMessage; response: ServerResponse; server: Server };

/**
 * Limits how long a request may take to arrive. Next creates the server itself and has no setting
 * for this, so it is reached through Node's diagnostics channels. Responses may take as long as
 * they need.
 */
export function limitSlowClients(own: Partial<typeof limits> = {}): void {
  const { headersMs, requestMs, pageRequestMs, lingerMs, silentMs, maxConnections } = {
    ...limits,
    ...own,
  };
  // The development server's web socket is a connection that never has a request.
  if (!isDevelopment()) limitSilence(silentMs, maxConnections);
  subscribe('http.server.request.start', (message) => {
    const { request, response, server } = message as Exchange;
    server.headersTimeout = headersMs;
    server.requestTimeout = requestMs;
    if (request.url?.startsWith('/api/') || !announcesBody(request)) return;
    unlessWholeWithin(pageRequestMs, request, () => {
      if (!response.headersSent) {
        request.socket.write(TIMED_OUT);
      }
      request.socket.destroySoon();
    });
  });
  subscribe('http.server.response.finish', (message) => {
    const { request } = message as Exchange;
    if (request.complete) return;
    unlessWholeWithin(lingerMs, request, () => request.socket.destroy());
    // What still arrives is dropped, and none of it is kept for a reader that has given up.
    request.removeAllListeners('data').removeAllListeners('readable').resume();
  });
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return 'content-length' in headers || 'transfer-encoding' in headers;
}

function unlessWholeWithin(milliseconds: number, request: IncomingMessage, act: () => void): void {
  const timer = setTimeout(act, milliseconds);
  for (const ending of ['end', 'close']) request.once(ending, () => clearTimeout(timer));
}

/** Closes connections without requests, and accepts no more than the process can hold. */
function limitSilence(silentMs: number, maxConnections: number): void {
  const waits = new WeakMap<Socket, { answering: number; timer?: NodeJS.Timeout }>();
  const waitOn = (socket: Socket) => {
    const wait = waits.get(socket);
    if (!wait || wait.answering > 0 || socket.destroyed) return;
    wait.timer = setTimeout(() => endSilent(socket), silentMs);
  };
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { socket: Socket & { server?: unknown } };
    if (!(socket.server instanceof Server)) return;
    socket.server.maxConnections = maxConnections;
    waits.set(socket, { answering: 0 });
    waitOn(socket);
    socket.once('close', () => clearTimeout(waits.get(socket)?.timer));
  });
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as Exchange;
    const { socket } = request;
    const wait = waits.get(socket);
    if (!wait) return;
    clearTimeout(wait.timer);
    wait.answering += 1;
    response.once('close', () => {
      wait.answering -= 1;
      waitOn(socket);
    });
  });
}

function endSilent(socket: Socket): void {
  if (socket.bytesRead > 0 && socket.bytesWritten === 0) socket.write(TIMED_OUT);
  socket.destroySoon();
}

/** How many connections the process may hold without running out of file descriptors. */
function mostConnections(): number {
  const descriptors = Number(/^Max open files\s+(\d+)/m.exec(processLimits())?.[1]);
  return descriptors > 0
    ? Math.min(MOST_CONNECTIONS, Math.floor(descriptors * SHARE_FOR_CONNECTIONS))
    : MOST_CONNECTIONS;
}

/** Only Linux reports them without a native module. */
function processLimits(): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ '/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
