import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { env } from './env';

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
];

/**
 * Cleans each request's headers before Next sees them, so that nothing behind this line has to
 * wonder who wrote `X-Forwarded-For`: afterwards it holds one address, the caller's.
 */
export function guardEdge(): void {
  const trusted = blockListOf(env().trustedProxies);
  subscribe('http.server.request.start', (message) => {
    const { headers, socket } = (message as { request: IncomingMessage }).request;
    const peer = plainAddress(socket.remoteAddress);
    headers['x-forwarded-for'] = callerAddress(peer, headers['x-forwarded-for'], trusted);
    for (const name of INTERNAL_HEADERS) delete headers[name];
  });
}

/**
 * The first address, read from our side, that is not a trusted proxy's. Without trusted proxies
 * that is the socket's own.
 */
export function callerAddress(
  peer: string,
  forwardedFor: string | string[] | undefined,
  trusted: BlockList,
): string {
  const chain = [forwardedFor ?? []]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => plainAddress(text.trim()));
  let caller = peer;
  while (chain.length > 0 && isTrusted(caller, trusted)) {
    const next = chain.pop() ?? '';
    if (!isIP(next)) break;
    caller = next;
  }
  return caller;
}

/** Addresses and ranges (`10.0.0.0/8`) as a list that can be asked. */
export function blockListOf(entries: string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** An IPv4 caller on an IPv6 socket comes as `::ffff:10.0.0.1`. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/i, '');
}
