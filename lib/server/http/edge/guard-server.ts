import 'server-only';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import { warnOfWrongAddress } from '@/lib/server/auth/own-address';
import { SERVER_REQUEST_ID, wellFormedRequestId } from '@/lib/server/auth/request-facts';
import { env } from '@/lib/server/env';
import { noteForwardedFor } from './forwarded-headers';
import { answerRefusal } from './answer-refusal';
import { blockListOf, callerAddress, plainAddress } from './caller-address';
import { completeHeaders } from './complete-headers';
import { openedAt, refusalOf } from './refusal';
import { isRouterState } from './router-state';

/** Headers that only Next itself or our proxy may set; a client's are thrown away. */
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
  // The product has no server actions, and Next would log the words of whoever asks for one.
  'next-action',
];

/**
 * Stands between a server and Next: cleans each request's headers, refuses what no page or route
 * of ours takes, and completes the headers of every answer. Behind this line nothing has to wonder
 * who wrote `X-Forwarded-For`: it holds one address, the caller's.
 */
export function guardServer(server: Server, isDevelopment: boolean): void {
  const trusted = blockListOf(env().trustedProxies);
  // Without a listener Node takes a request to upgrade as an ordinary one, and every limit applies.
  // Next would leave those it doesn't know open for good; only its development server needs any.
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
