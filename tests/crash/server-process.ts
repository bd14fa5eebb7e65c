import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { boot } from '@/lib/server/worker/boot';

/**
 * The server as production starts it (`instrumentation.ts` calls the same `boot`), but without Next
 * in front. With the parameter `batches` it serves that one route, called as Next would. It loads,
 * waits for the word, and then starts, so that a killed one has a successor at once.
 */
const serve = process.argv[2] === 'batches' ? await loadBatches() : () => 0;
process.send?.('loaded');
process.once('message', () => void start());

async function start(): Promise<void> {
  await boot();
  process.send?.({ port: await serve() });
}

async function loadBatches(): Promise<() => Promise<number>> {
  const { NextRequest } = await import('next/server');
  const { POST } = await import('@/app/api/batches/route');
  const server = createServer((incoming, response) => {
    void (async () => {
      const request = new NextRequest(`http://localhost:3000${incoming.url ?? ''}`, {
        method: 'POST',
        headers: incoming.headers as Record<string, string>,
        body: await text(incoming),
      });
      const answer = await POST(request, { params: Promise.resolve({}) });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    })();
  });
  return () =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
}
