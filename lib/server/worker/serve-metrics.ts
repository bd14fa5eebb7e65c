import 'server-only';
import { createServer, type Server } from 'node:http';
import { SettingsError } from '@/lib/server/env';
import { instruments } from '@/lib/server/metrics/instruments';
import { measureState } from './measure-state';

/** More often than this, answers are repeated: a scraper gone wild must not load the database. */
const ONCE_PER_MS = 1_000;

/**
 * Serves `GET /metrics` in Prometheus' text format, at a port of its own: it has no session, so
 * that only the machines that may read it should reach it.
 * @throws SettingsError the port can't be used
 */
export async function serveMetrics(hostname: string, port: number): Promise<Server> {
  let answer: Promise<string> | undefined;
  const fresh = () => {
    if (!answer) {
      answer = measureState().then(() => instruments().registry.metrics());
      setTimeout(() => (answer = undefined), ONCE_PER_MS).unref();
    }
    return answer;
  };
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path !== '/metrics') return void response.writeHead(404).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    }
    fresh().then(
      (text) => {
        const type = instruments().registry.contentType;
        response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
      },
      () => response.writeHead(500).end(),
    );
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      reject(
        new SettingsError(`METRICS_PORT ${port} can’t be used (${code}): set it to a free port.`),
      ),
    );
    server.listen(port, hostname, resolve);
  });
  server.unref();
  return server;
}
