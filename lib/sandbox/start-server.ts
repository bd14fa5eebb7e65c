import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { answerControl } from './control-door';
import type { Fault } from './fault';
import { FaultSwitch } from './fault-switch';
import type { Reply, SandboxRequest } from './reply';
import type { SandboxCall, SandboxOperation, SandboxVisit } from './sandbox-call';
import { resetConnection, sendReply } from './send-reply';
import { replacesReply, shapeReply } from './shape-reply';

export type SandboxRoute = {
  /** Read from the request where one path serves several. */
  operation: SandboxOperation | ((request: SandboxRequest) => SandboxOperation);
  method: 'GET' | 'POST';
  path: string;
  handle: (request: SandboxRequest) => Reply;
  /** Where this route answers a status in another way than the rest of the server. */
  documented?: (status: number) => Reply;
};

/** Two names for the one address it listens on. A browser keeps the cookies of each apart. */
export type LoopbackName = '127.0.0.1' | 'localhost';

type ServerOptions = {
  port?: number;
  /** By which name it is called, by us and in the links it makes. */
  name?: LoopbackName;
  now: () => Date;
  routes: readonly SandboxRoute[];
  /** Pages beside the API: recorded as visits, no faults. */
  page?: (request: SandboxRequest) => Reply | undefined;
  /** The upstream's own body for a status that has no cause in the request. */
  documented: (operation: SandboxOperation | undefined, status: number) => Reply;
  controlToken?: string;
  onReset: () => void;
};

export type SandboxServer = {
  origin: string;
  calls: SandboxCall[];
  visits: SandboxVisit[];
  faults: FaultSwitch;
  reset: () => void;
  close: () => Promise<void>;
};

/** A sandbox may run for weeks; the oldest calls and visits are forgotten beyond this. */
const maxKept = 50_000;

/** One upstream on loopback: finds the route, records the call, applies the fault, answers. */
export async function startServer(options: ServerOptions): Promise<SandboxServer> {
  const calls: SandboxCall[] = [];
  const visits: SandboxVisit[] = [];
  const faults = new FaultSwitch();
  const closing = new AbortController();
  const reset = () => {
    calls.length = 0;
    visits.length = 0;
    faults.clear();
    options.onReset();
  };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const route = findRoute(options.routes, request);
    if (route) {
      await answerRoute(route, request, response);
      return;
    }
    const control = options.controlToken
      ? answerControl({ token: options.controlToken, faults, calls, visits, reset }, request)
      : undefined;
    await sendReply(response, control ?? visit(request), {}, closing.signal);
  }

  function visit(request: SandboxRequest): Reply {
    const { path, headers } = request;
    keep(visits, { path, headers });
    return options.page?.(request) ?? options.documented(undefined, 404);
  }

  async function answerRoute(
    route: SandboxRoute,
    request: SandboxRequest,
    response: ServerResponse,
  ): Promise<void> {
    const operation = operationOf(route, request);
    const fault = faults.take(operation);
    const call = toCall(operation, request, options.now());
    keep(calls, call);

    await waitFor(fault.delayEffectMs);
    const reply = takesEffect(fault) ? handle(route, request) : undefined;
    call.effect = reply?.effect ?? false;
    await waitFor(fault.delayMs);
    if (fault.resetBefore || fault.resetAfter) {
      resetConnection(response);
      return;
    }
    const documented = documentedBy(route, operation);
    await sendReply(response, shapeReply(fault, reply, documented), fault, closing.signal);
  }

  function handle(route: SandboxRoute, request: SandboxRequest): Reply {
    if (request.method === route.method) return route.handle(request);
    const reply = documentedBy(route, operationOf(route, request))(405);
    return { ...reply, headers: { ...reply.headers, allow: route.method } };
  }

  function documentedBy(route: SandboxRoute, operation: SandboxOperation) {
    return route.documented ?? ((status: number) => options.documented(operation, status));
  }

  async function waitFor(delayMs: number | undefined): Promise<void> {
    if (delayMs) await wait(delayMs, undefined, { signal: closing.signal });
  }

  // Longer than any client keeps a connection: the sandbox never closes one under a new request.
  const server = createServer({ keepAliveTimeout: 120_000 }, (incoming, response) => {
    // Whoever hung up, or closed the sandbox, in the middle of an answer gets none.
    answer(incoming, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://${options.name ?? '127.0.0.1'}:${port}`,
    calls,
    visits,
    faults,
    reset,
    close: async () => {
      closing.abort();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function keep<Entry>(entries: Entry[], entry: Entry): void {
  entries.push(entry);
  if (entries.length > maxKept) entries.splice(0, maxKept / 10);
}

function operationOf({ operation }: SandboxRoute, request: SandboxRequest): SandboxOperation {
  return typeof operation === 'function' ? operation(request) : operation;
}

function takesEffect(fault: Fault): boolean {
  if (fault.resetBefore) return false;
  if (fault.effect) return fault.effect === 'applied';
  return fault.resetAfter === true || !replacesReply(fault);
}

function findRoute(
  routes: readonly SandboxRoute[],
  request: SandboxRequest,
): SandboxRoute | undefined {
  return routes.find((route) => route.path === request.path);
}

async function readRequest(incoming: IncomingMessage): Promise<SandboxRequest> {
  const raw = await text(incoming);
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname.length > 1 ? url.pathname.replace(/\/$/, '') : url.pathname,
    headers,
    text: raw,
    ip: incoming.socket.remoteAddress ?? '127.0.0.1',
    ...parse(raw),
  };
}

function parse(raw: string): Pick<SandboxRequest, 'body' | 'isMalformed'> {
  if (raw.trim() === '') return { body: undefined, isMalformed: false };
  try {
    return { body: JSON.parse(raw), isMalformed: false };
  } catch {
    return { body: undefined, isMalformed: true };
  }
}

function toCall(operation: SandboxOperation, request: SandboxRequest, at: Date): SandboxCall {
  return {
    at,
    operation,
    path: request.path,
    method: request.method,
    body: request.isMalformed ? request.text : request.body,
    headers: request.headers,
    effect: false,
  };
}
