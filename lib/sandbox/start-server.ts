import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { answerControl } from './control-api';
import type { Fault } from './fault';
import { FaultSwitch } from './fault-switch';
import type { Reply, SandboxRequest } from './reply';
import type { SandboxCall, SandboxOperation, SandboxVisit } from './sandbox-call';
import { resetConnection, sendReply } from './send-reply';
import { replacesReply, shapeReply } from './shape-reply';

export type SandboxRoute = {
  /** Read from the request if one path serves several. */
  operation: SandboxOperation | ((request: SandboxRequest) => SandboxOperation);
  method: 'GET' | 'POST';
  path: string;
  handle: (request: SandboxRequest) => Reply;
  /** If this route answers a status differently than the rest of the server. */
  documented?: (status: number) => Reply;
};

/** Two names for the one address it listens on. A browser keeps the cookies of each separate. */
export type LoopbackName = '127.0.0.1' | 'localhost';

type ServerOptions = {
  port?: number;
  /** The name under which we call it, also used in its links. */
  name?: LoopbackName;
  now: () => Date;
  routes: readonly SandboxRoute[];
  /** Pages outside the API: recorded as visits, without faults. */
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

/** A sandbox may run for weeks; the oldest calls and visits beyond this are dropped. */
const maxKept = 50_000;

/** One upstream on loopback. */
export async function startServer(options: ServerOptions): Promise<SandboxServer> {
  const sandbox = new SandboxHandler(options);
  // Longer than any client keeps a connection: the sandbox never closes one under a new request.
  const server = createServer({ keepAliveTimeout: 120_000 }, (incoming, response) => {
    // A client that disconnected, or a sandbox that closes, during an answer: none is sent.
    sandbox.answer(incoming, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { calls, visits, faults } = sandbox;
  return {
    origin: `http://${options.name ?? '127.0.0.1'}:${port}`,
    calls,
    visits,
    faults,
    reset: () => sandbox.reset(),
    close: async () => {
      sandbox.stop();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Finds a request's route, records the call, applies the fault, answers. */
class SandboxHandler {
  readonly calls: SandboxCall[] = [];
  readonly visits: SandboxVisit[] = [];
  readonly faults = new FaultSwitch();
  readonly #options: ServerOptions;
  readonly #stopping = new AbortController();

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  reset(): void {
    this.calls.length = 0;
    this.visits.length = 0;
    this.faults.clear();
    this.#options.onReset();
  }

  /** Answers in progress are dropped. */
  stop(): void {
    this.#stopping.abort();
  }

  async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const route = findRoute(this.#options.routes, request);
    if (route) await this.#answerRoute(route, request, response);
    else {
      const reply = this.#control(request) ?? this.#visit(request);
      await sendReply(response, reply, {}, this.#stopping.signal);
    }
  }

  #control(request: SandboxRequest): Reply | undefined {
    const { controlToken: token } = this.#options;
    if (!token) return undefined;
    const { faults, calls, visits } = this;
    return answerControl({ token, faults, calls, visits, reset: () => this.reset() }, request);
  }

  #visit(request: SandboxRequest): Reply {
    const { path, headers } = request;
    keep(this.visits, { path, headers });
    return this.#options.page?.(request) ?? this.#options.documented(undefined, 404);
  }

  async #answerRoute(
    route: SandboxRoute,
    request: SandboxRequest,
    response: ServerResponse,
  ): Promise<void> {
    const operation = operationOf(route, request);
    const fault = this.faults.take(operation);
    const call = toCall(operation, request, this.#options.now());
    keep(this.calls, call);

    await this.#wait(fault.delayEffectMs);
    const reply = takesEffect(fault) ? this.#handle(route, request) : undefined;
    call.effect = reply?.effect ?? false;
    await this.#wait(fault.delayMs);
    if (fault.resetBefore || fault.resetAfter) {
      resetConnection(response);
      return;
    }
    const documented = this.#documentedBy(route, operation);
    await sendReply(response, shapeReply(fault, reply, documented), fault, this.#stopping.signal);
  }

  #handle(route: SandboxRoute, request: SandboxRequest): Reply {
    if (request.method === route.method) return route.handle(request);
    const reply = this.#documentedBy(route, operationOf(route, request))(405);
    return { ...reply, headers: { ...reply.headers, allow: route.method } };
  }

  #documentedBy(route: SandboxRoute, operation: SandboxOperation) {
    return route.documented ?? ((status: number) => this.#options.documented(operation, status));
  }

  async #wait(delayMs: number | undefined): Promise<void> {
    if (delayMs) await wait(delayMs, undefined, { signal: this.#stopping.signal });
  }
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
