import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';
import type { Agent, Dispatcher } from 'undici';
import {
  UpstreamMalformedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
  type Caller,
  type UpstreamError,
  type UpstreamErrorFacts,
} from './errors';

export type ExchangeCall = {
  url: URL;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
  /** How long the socket may be silent, if that is less than the total time. */
  silenceMs?: number;
  /** Cap on the bytes of the body as received over the wire. */
  maxBytes: number;
};

export type RawReply = { status: number; headers: IncomingHttpHeaders; bytes: Buffer };

/**
 * The reason for abandoning a call because its kept socket was silent: it may be dead without a
 * sign.
 */
export const KEPT_SOCKET_SILENT = 'kept_socket_silent';

/**
 * One request and its raw response. Uses `dispatch`, below `request`, for one reason:
 * `onRequestStart` is the exact moment at which the request is handed to a connected socket, and
 * with it the line between *not sent* and *maybe sent*.
 */
export function exchange(agent: Agent, call: ExchangeCall, caller: Caller): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler(call, caller, resolve, reject);
    try {
      agent.dispatch(
        {
          origin: call.url.origin,
          path: call.url.pathname + call.url.search,
          method: call.method,
          headers: call.headers,
          body: call.body ?? null,
        },
        handler,
      );
    } catch (error) {
      handler.onResponseError(null, error);
    }
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #call: ExchangeCall;
  readonly #caller: Caller;
  readonly #resolve: (reply: RawReply) => void;
  readonly #reject: (error: UpstreamError) => void;
  readonly #timer: NodeJS.Timeout;
  #silenceTimer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | null = null;
  #isSettled = false;
  #status: number | undefined;
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    call: ExchangeCall,
    caller: Caller,
    resolve: (reply: RawReply) => void,
    reject: (error: UpstreamError) => void,
  ) {
    this.#call = call;
    this.#caller = caller;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => {
      this.#fail(new UpstreamTimeoutError(this.#facts('deadline')));
    }, call.timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A second start would be the pool replaying the request on a new socket, which must never
    // happen: a write might take effect twice. A start after the end is a connection that came too
    // late.
    const isReplay = this.#controller !== null;
    this.#controller ??= controller;
    if (isReplay) this.#fail(new UpstreamUnavailableError(this.#facts('replay_prevented')));
    if (this.#isSettled) controller.abort(new Error('settled'));
    else this.#expectSign();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    clearTimeout(this.#silenceTimer);
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    if (Number(headers['content-length']) > this.#call.maxBytes) this.#failTooLarge();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#call.maxBytes) this.#failTooLarge();
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#isSettled || this.#status === undefined) return;
    this.#settle();
    const bytes = Buffer.concat(this.#chunks, this.#size);
    this.#resolve({ status: this.#status, headers: this.#headers, bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    const reason = faultWord(error);
    if (this.#status !== undefined) {
      this.#fail(new UpstreamMalformedError(this.#facts('truncated')));
    } else if (reason === 'UND_ERR_HEADERS_OVERFLOW' || reason.startsWith('HPE_')) {
      this.#fail(new UpstreamMalformedError(this.#facts(reason)));
    } else {
      this.#fail(new UpstreamUnavailableError(this.#facts(reason)));
    }
  }

  #expectSign(): void {
    const { silenceMs } = this.#call;
    if (silenceMs === undefined) return;
    this.#silenceTimer = setTimeout(() => {
      this.#fail(new UpstreamTimeoutError(this.#facts(KEPT_SOCKET_SILENT)));
    }, silenceMs);
  }

  #failTooLarge(): void {
    this.#fail(new UpstreamMalformedError(this.#facts('too_large')));
  }

  #fail(error: UpstreamError): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#chunks = [];
    this.#reject(error);
    this.#controller?.abort(new Error('settled'));
  }

  #settle(): void {
    this.#isSettled = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#silenceTimer);
  }

  #facts(reason: string): UpstreamErrorFacts {
    return {
      ...this.#caller,
      outcome: this.#controller === null ? 'not_sent' : 'maybe_sent',
      reason,
      status: this.#status,
    };
  }
}

function faultWord(error: unknown): string {
  if (!(error instanceof Error)) return 'fault';
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  for (const candidate of [error, first]) {
    if (typeof candidate === 'object' && candidate !== null && 'code' in candidate) {
      const { code } = candidate;
      if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code;
    }
  }
  return 'fault';
}
