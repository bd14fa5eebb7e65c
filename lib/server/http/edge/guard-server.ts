import 'server-only';
import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import type { BlockList, Socket } from 'node:net';
import { z } from 'zod';
import {
  warnOfWrongAddress,
  SERVER_REQUEST_ID,
  wellFormedRequestId,
} from '@/lib/server/auth/request-facts';
import { blockListOf } from '@/lib/server/address-ranges';
import { env, isDevelopment } from '@/lib/server/env';
import { answerRefusal } from './answer-refusal';
import { noteForwardedFor, callerAddress, plainAddress } from './caller-address';
import { completeHeaders } from './complete-headers';
import { openedAt, refusalOf } from './refusal';

/** Headers that only Next itself or our proxy may set; a client's are dropped. */
const INTERNAL_HEADERS = [
  'x-nonce',
  'x-page-path',
  'content-security-policy',
  'x-middleware-subrequest',
  'x-middleware-rewrite',
  'x-invoke-path',
  'x-invoke-query',
  'x-invoke-output',
  'x-matched-path',
  'x-now-route-matches',
  'x-original-url',
  'x-rewrite-url',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  // The product has no server actions, and Next would log the content of such requests.
  'next-action',
  // Nothing is rendered again on request; with Next's own key in it, one would bypass the proxy.
  'x-prerender-revalidate',
  'x-prerender-revalidate-if-generated',
];

/**
 * Stands between the server and Next: cleans each request's headers, refuses what no page or route
 * of ours accepts, and completes the headers of every response. Behind this line, `X-Forwarded-For`
 * holds exactly one address, the caller's.
 */
function guardServer(server: Server, isDevelopment: boolean): void {
  const trusted = blockListOf(env().trustedProxies);
  // Without a listener Node treats an upgrade request as an ordinary one, and every limit applies.
  // Next would leave unknown ones open for good; only its development server needs any.
  if (!isDevelopment) server.removeAllListeners('upgrade');
  const listeners = server.listeners('request') as ((...exchange: unknown[]) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const requestId = wellFormedRequestId(request.headers['x-request-id']) ?? randomUUID();
    completeHeaders(response, requestId);
    const refusal = refusalOf(request, isDevelopment);
    if (refusal) {
      if (refusal.code === 'wrong_host') warnOfWrongAddress(openedAt(request.headers));
      answerRefusal(request, response, { refusal, requestId });
    } else if (request.method === 'OPTIONS' && !request.url?.startsWith('/api/')) {
      response.writeHead(204, { allow: 'GET, HEAD, OPTIONS' }).end();
    } else {
      cleanHeaders(request, requestId, trusted);
      for (const listener of listeners) listener.call(server, request, response);
    }
  });
}

function cleanHeaders(request: IncomingMessage, requestId: string, trusted: BlockList): void {
  const { headers, socket } = request;
  noteForwardedFor(headers['x-forwarded-for']);
  const peer = plainAddress(socket.remoteAddress);
  headers['x-forwarded-for'] = callerAddress(peer, headers['x-forwarded-for'], trusted);
  for (const name of INTERNAL_HEADERS) delete headers[name];
  const state = headers['next-router-state-tree'];
  if (state !== undefined && !isRouterState(state)) delete headers['next-router-state-tree'];
  headers['x-request-id'] = requestId;
  headers[SERVER_REQUEST_ID] = randomUUID();
}

/**
 * Guards the server that listens on our port. Next creates it and doesn't expose it, so it is found
 * through its first connection.
 */
export function guardEdge(): void {
  const guarded = new WeakSet<Server>();
  const guard = (server: unknown) => {
    if (!(server instanceof Server) || guarded.has(server) || !isOurs(server)) return;
    guarded.add(server);
    guardServer(server, isDevelopment());
  };
  subscribe('net.server.socket', (message) => {
    guard((message as { socket: Socket & { server?: unknown } }).socket.server);
  });
  // For a connection that existed before us.
  subscribe('http.server.request.start', (message) => {
    guard((message as { server: unknown }).server);
  });
}

function isOurs(server: Server): boolean {
  const address = server.address();
  return typeof address === 'object' && address?.port === env().port;
}

const segment = z.union([
  z.string(),
  z.tuple([
    z.string(),
    z.string(),
    z.string().regex(/^(c|oc|d|[cd]i(\(\.\.\)\(\.\.\)|\(\.{1,3}\)))$/),
    z.array(z.string()).nullable(),
  ]),
]);

/** From Next's `flightRouterStateSchema`; being stricter only means that a page is sent in full. */
const routerState: z.ZodType<unknown> = z.lazy(() =>
  z.tuple([
    segment,
    z.record(z.string(), routerState),
    z.tuple([z.string(), z.string()]).nullable().optional(),
    z.enum(['refetch', 'inside-shared-layout', 'metadata-only']).nullable().optional(),
    z.number().nullable().optional(),
    z.string().optional(),
  ]),
);

/**
 * Whether Next will accept this `next-router-state-tree`, in which its client says what page it is
 * on. Next answers what it can't parse with a bare 500; without the header it sends the complete
 * page.
 */
function isRouterState(header: string | string[]): boolean {
  if (typeof header !== 'string') return false;
  try {
    return routerState.safeParse(JSON.parse(decodeURIComponent(header))).success;
  } catch {
    return false;
  }
}
