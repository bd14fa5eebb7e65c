import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

type Stored = {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
  /** Of the request that it answered: another one with the same values gets it. */
  varied: [name: string, value: string | undefined][];
};

/** RFC 9110, 15.1: without any lifetime, a cache may make one up for these. */
const HEURISTICALLY_CACHEABLE = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];

/**
 * A shared cache in front of a server that keeps whatever RFC 9111 lets it keep, for as long as it
 * runs: also what has no lifetime at all, whoever asked for it and with which cookie.
 */
export async function startCachingProxy(target: string) {
  const stored = new Map<string, Stored[]>();
  const { hostname, port, host } = new URL(target);
  const proxy = createServer((incoming, outgoing) => {
    void (async () => {
      const key = incoming.url ?? '';
      const isRead = incoming.method === 'GET';
      const hit = isRead ? stored.get(key)?.find((one) => isMatch(one, incoming)) : undefined;
      if (hit) {
        outgoing.writeHead(hit.status, { ...hit.headers, 'x-cache': 'hit' }).end(hit.body);
        return;
      }
      const headers = { ...incoming.headers, host };
      const call = request({ hostname, port, method: incoming.method, path: key, headers });
      call.end(await buffer(incoming));
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      const body = await buffer(answer);
      const status = answer.statusCode ?? 0;
      if (isRead && mayKeep(answer)) {
        const names = (answer.headers.vary ?? '')
          .split(',')
          .map((name) => name.trim().toLowerCase());
        const varied = names.filter(Boolean).map((name): Stored['varied'][number] => {
          return [name, String(incoming.headers[name])];
        });
        const others = stored.get(key) ?? [];
        stored.set(key, [...others, { status, headers: answer.headers, body, varied }]);
      }
      const { 'transfer-encoding': _chunked, ...rest } = answer.headers;
      outgoing.writeHead(status, { ...rest, 'x-cache': 'miss' }).end(body);
    })();
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://localhost:${(proxy.address() as AddressInfo).port}`,
    /** The paths that it keeps an answer to. */
    kept: () => [...stored.keys()],
    async close() {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

function isMatch({ varied }: Stored, { headers }: IncomingMessage): boolean {
  return varied.every(([name, value]) => String(headers[name]) === value);
}

/** RFC 9111, 3, for a shared cache. What has to be validated first is as good as not kept. */
function mayKeep({ statusCode = 0, headers }: IncomingMessage): boolean {
  const said = (headers['cache-control'] ?? '').toLowerCase();
  if (/no-store|private|no-cache|max-age=0\b/.test(said) || headers.vary === '*') return false;
  return HEURISTICALLY_CACHEABLE.includes(statusCode) || /max-age|public/.test(said);
}
