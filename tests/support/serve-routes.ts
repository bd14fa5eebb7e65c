import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { NextRequest } from 'next/server';
import type { Handler } from '@/lib/server/http/route';
import { accessMatrix } from './access-matrix';

const vagueness = (route: string) => route.split('[').length + (route.includes('...') ? 10 : 0);

/** The route of a path, with what its brackets stand for; fixed parts come before brackets. */
const routes = Object.keys(accessMatrix)
  .toSorted((one, other) => vagueness(one) - vagueness(other))
  .map((route) => ({
    route,
    pattern: new RegExp(
      `^${route.replace(/\[\.{3}(\w+)\]/, '(?<$1>.+)').replaceAll(/\[(\w+)\]/g, '(?<$1>[^/]+)')}$`,
    ),
  }));

type Answered = (line: string, body: string) => Promise<unknown>;

/**
 * Serves the handlers of `/api` over HTTP from this process, for programs that call them.
 * @param onAnswer called with each answer that is JSON, before it leaves
 */
export async function serveRoutes(
  onAnswer: Answered,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => void answer(request, response, onAnswer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onAnswer: Answered,
): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const address = new URL(url, 'http://localhost:3000');
  const found = routes.find(({ pattern }) => pattern.test(address.pathname));
  if (!found) throw new Error(`no route for ${address.pathname}`);
  const params = { ...found.pattern.exec(address.pathname)?.groups };
  const file = join(process.cwd(), 'app', found.route, 'route.ts');
  const handler = ((await import(file)) as Record<string, Handler>)[method] as Handler;
  const headers = new Headers(incoming.headers as Record<string, string>);
  headers.set('x-forwarded-for', '203.0.113.7');
  const body = await buffer(incoming);
  const response = await handler(
    new NextRequest(address, {
      method,
      headers,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    }),
    { params: Promise.resolve(params) },
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.headers.get('content-type')?.match(/json\b/)) {
    const text = await response.text();
    await onAnswer(`${method} ${address.pathname}`, text);
    outgoing.end(text);
  } else if (response.body) {
    await pipeline(Readable.fromWeb(response.body as never), outgoing);
  } else outgoing.end();
}
