import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { sql } from 'drizzle-orm';
import { systemActor } from '@/lib/server/actor';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { db } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';
import { queueDeliveries } from '@/lib/server/webhooks/queue-deliveries';
import { listDueWebhooks, sendDue } from '@/lib/server/webhooks/send-due';
import { addWebhook } from '@/lib/server/webhooks/webhooks';

export type Received = {
  id: string;
  body: string;
  headers: IncomingHttpHeaders;
  event: {
    type: string;
    timestamp: string;
    data: { target: string | null; details?: Record<string, unknown> };
  };
};

type Behavior = {
  /** The status of the n-th answer, from 0; undefined: the connection is cut. */
  statusOf?: (index: number, received: Received) => number | undefined;
  headers?: Record<string, string>;
};

/** A server on this machine that webhooks lead to. */
export async function startReceiver({ statusOf = () => 204, headers = {} }: Behavior = {}) {
  const received: Received[] = [];
  const behavior = { statusOf };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const id = String(request.headers['webhook-id']);
      const event = JSON.parse(body) as Received['event'];
      const one = { id, body, headers: request.headers, event };
      const status = behavior.statusOf(received.push(one) - 1, one);
      if (status === undefined) request.socket.destroy();
      else response.writeHead(status, headers).end(status === 204 ? undefined : 'canary answer');
    });
  });
  // Nothing waits for one that a test leaves open.
  server.unref().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ received, behavior, port, url: `http://127.0.0.1:${port}/hook` },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

export function allowPrivateWebhooks(value: 'true' | 'false' = 'true'): void {
  process.env.ALLOW_PRIVATE_WEBHOOKS = value;
  resetEnv();
}

let number = 0;

/** @returns its id */
export async function aWebhook(url: string, events = ['*']): Promise<string> {
  allowPrivateWebhooks();
  // There are at most 50.
  await db().execute(sql`delete from webhooks`);
  const name = `Tickets ${(number += 1)}`;
  return (await addWebhook(systemActor('tests'), { name, url, events })).id;
}

/** What a server's worker does each second. */
export async function workOnce(): Promise<void> {
  await sealEvents();
  await queueDeliveries();
  await Promise.all((await listDueWebhooks()).map((id) => sendDue(id)));
}

/** Moves all moments of webhooks back, as if that much time had passed. */
export async function passSeconds(seconds: number): Promise<void> {
  const moved = (columns: string[]) =>
    columns.map((one) => `${one} = ${one} - interval '${seconds} seconds'`).join(', ');
  const ofDeliveries = ['not_before', 'first_tried_at', 'tried_at', 'lease_until', 'created_at'];
  await db().execute(sql.raw(`update webhook_deliveries set ${moved(ofDeliveries)}`));
  await db().execute(sql.raw(`update webhooks set ${moved(['not_before', 'failing_since'])}`));
  await db().execute(sql.raw(`update webhook_secrets set ${moved(['ends_at'])}`));
}
