import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const limits = {
  /** Until the headers are there. Node looks every half minute, so it may take as much longer. */
  headersMs: 30_000,
  /** Until a request is there as a whole; longer than 10 MiB may take at the slowest `bodyPace`. */
  requestMs: 6 * 60_000,
  /** The same where it isn't for `/api`: pages need no body, yet Next waits for it to end. */
  pageRequestMs: 20_000,
  /**
   * For the rest of a request that is answered already, as with 408 or 413. Were it closed at once,
   * a client that still sends would meet a reset connection and never see the answer.
   */
  lingerMs: 2_000,
};

type Exchange = { request: IncomingMessage; response: ServerResponse; server: Server };

/**
 * Lets no request come for ever. Next makes the server itself and has no setting for this, so it is
 * reached through Node's diagnostics channels. Answers may take as long as they need.
 */
export function limitSlowClients(own: Partial<typeof limits> = {}): void {
  const { headersMs, requestMs, pageRequestMs, lingerMs } = { ...limits, ...own };
  subscribe('http.server.request.start', (message) => {
    const { request, response, server } = message as Exchange;
    server.headersTimeout = headersMs;
    server.requestTimeout = requestMs;
    if (request.url?.startsWith('/api/') || !announcesBody(request)) return;
    unlessWholeWithin(pageRequestMs, request, () => {
      if (!response.headersSent) {
        request.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      }
      request.socket.destroySoon();
    });
  });
  subscribe('http.server.response.finish', (message) => {
    const { request } = message as Exchange;
    if (request.complete) return;
    unlessWholeWithin(lingerMs, request, () => request.socket.destroy());
    // What still comes is thrown away, and nothing of it kept for a reader that has given up.
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
