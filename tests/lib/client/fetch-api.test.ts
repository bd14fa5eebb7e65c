import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, fetchApi } from '@/lib/client/fetch-api';
import { sessionGate } from '@/lib/client/session-gate';

let server: Server;
let base: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const assign = vi.fn();

beforeEach(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubGlobal('location', { pathname: '/users', search: '?page=2', assign });
});

afterEach(async () => {
  sessionGate.reportReturn();
  vi.unstubAllGlobals();
  assign.mockReset();
  await new Promise((resolve) => server.close(resolve));
});

function problem(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '7' });
  response.end(JSON.stringify(body));
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('It was meant to fail.');
    },
    (error: unknown) => error as ApiProblem,
  );

/** Without a key nothing can be repeated. */
function fetchApiInFlight() {
  answer = (_, response) =>
    problem(response, 409, { status: 409, code: 'request_in_flight', detail: 'Wait.' });
  return fetchApi(`${base}/api/batches`, { method: 'POST', body: {} });
}

describe('fetchApi', () => {
  it('sends the ETag of the cached response, and uses that response on a 304', async () => {
    const asked: unknown[] = [];
    answer = (request, response) => {
      asked.push(request.headers['if-none-match']);
      const isKept = request.headers['if-none-match'] === '"v1"';
      response.writeHead(isKept ? 304 : 200, { etag: '"v1"', 'cache-control': 'no-store' });
      response.end(isKept ? undefined : '{"total":3}');
    };
    expect(await fetchApi(`${base}/api/users`)).toEqual({ total: 3 });
    expect(await fetchApi(`${base}/api/users`)).toEqual({ total: 3 });
    expect(await fetchApi(`${base}/api/users?page=2`)).toEqual({ total: 3 });
    expect(asked).toEqual([undefined, '"v1"', undefined]);
  });

  it('sends JSON with its key and returns the response', async () => {
    let seen = '';
    answer = (request, response) => {
      request.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      request.on('end', () => {
        seen += ` ${request.method} ${request.headers['content-type']} ${request.headers['idempotency-key']}`;
        response.end('{"username":"ann@x.example"}');
      });
    };
    const options = { method: 'POST', body: { seats: 2 }, idempotencyKey: 'once' } as const;
    expect(await fetchApi(`${base}/api/users`, options)).toEqual({ username: 'ann@x.example' });
    expect(seen).toBe('{"seats":2} POST application/json once');
  });

  it('waits for a call that is still in progress under the same key', async () => {
    const keys: unknown[] = [];
    answer = (request, response) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length > 2) return response.writeHead(202).end('{"id":"bat_1"}');
      response.writeHead(409, { 'content-type': 'application/problem+json', 'retry-after': '0' });
      response.end(JSON.stringify({ status: 409, code: 'request_in_flight', detail: 'Wait.' }));
    };
    const options = { method: 'POST', body: {}, idempotencyKey: 'once' } as const;
    expect(await fetchApi(`${base}/api/batches`, options)).toEqual({ id: 'bat_1' });
    expect(keys).toEqual(['once', 'once', 'once']);
    const bare = await failure(fetchApiInFlight());
    expect(bare).toMatchObject({ code: 'request_in_flight', isRefusal: false });
  });

  it.each([
    [400, 'invalid_request', true],
    [403, 'forbidden', true],
    [409, 'email_exists', true],
    [422, 'upstream_rejected', true],
    [409, 'request_in_flight', false],
    [409, 'conflict', false],
    [422, 'idempotency_key_reused', false],
    [404, 'malformed', false],
    [504, 'upstream_timeout', false],
    [0, 'network', false],
  ])('knows whether a response proves that nothing was done: %i %s', (status, code, isRefusal) => {
    expect(new ApiProblem({ status, code, detail: 'x' } as never).isRefusal).toBe(isRefusal);
  });

  it('returns nothing for a response without a body', async () => {
    answer = (_, response) => response.writeHead(204).end();
    expect(await fetchApi(`${base}/api/x`, { method: 'DELETE' })).toBeUndefined();
  });

  it('throws the returned problem with its fields', async () => {
    answer = (_, response) =>
      problem(response, 409, {
        status: 409,
        code: 'email_exists',
        detail: 'This address already is a customer.',
        errors: [{ path: 'email', code: 'exists', message: 'Already a customer.' }],
        requestId: 'r-1',
      });
    const error = await failure(fetchApi(`${base}/api/users`, { method: 'POST', body: {} }));
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ status: 409, code: 'email_exists', requestId: 'r-1' });
    expect(error.errorAt('email')).toBe('Already a customer.');
    expect(error.errorAt('seats')).toBeUndefined();
    expect(error.retryAfterSeconds).toBe(7);
  });

  it('treats a response that isn’t ours as malformed', async () => {
    answer = (_, response) => response.writeHead(502, { 'x-request-id': 'r-2' }).end('<html>');
    const error = await failure(fetchApi(`${base}/api/users`));
    expect(error).toMatchObject({ status: 502, code: 'malformed', requestId: 'r-2' });
  });

  it('treats a success that is cut short as malformed', async () => {
    answer = (_, response) => response.end('{"items":[');
    expect(await failure(fetchApi(`${base}/api/users`))).toMatchObject({ code: 'malformed' });
  });

  it('treats a missing response as a network problem', async () => {
    answer = (_, response) => response.destroy();
    const error = await failure(fetchApi(`${base}/api/users`));
    expect(error).toMatchObject({ status: 0, code: 'network' });
  });

  it('rejects an aborted call as aborted', async () => {
    answer = () => {};
    const controller = new AbortController();
    const call = failure(fetchApi(`${base}/api/users`, { signal: controller.signal }));
    controller.abort();
    expect((await call).name).toBe('AbortError');
    server.closeAllConnections();
  });

  it('reports that the session has ended, stays, and resumes the read once it is back (FF-08)', async () => {
    let isSignedIn = false;
    answer = (_, response) => {
      if (isSignedIn) response.end('{"total":3}');
      else problem(response, 401, { code: 'unauthorized', detail: 'Sign in.' });
    };
    const unsubscribe = sessionGate.subscribe(() => {});
    const read = fetchApi(`${base}/api/users`);
    await vi.waitFor(() => expect(sessionGate.current()).toEqual({ isOver: true, isAsked: false }));
    isSignedIn = true;
    sessionGate.reportReturn();
    expect(await read).toEqual({ total: 3 });
    expect(sessionGate.current()).toEqual({ isOver: false });
    expect(assign).not.toHaveBeenCalled();
    unsubscribe();
  });

  it('allows canceling a read that waits for the session', async () => {
    answer = (_, response) => problem(response, 401, { code: 'unauthorized', detail: 'Sign in.' });
    const unsubscribe = sessionGate.subscribe(() => {});
    const controller = new AbortController();
    const read = failure(fetchApi(`${base}/api/users`, { signal: controller.signal }));
    await vi.waitFor(() => expect(sessionGate.current().isOver).toBe(true));
    controller.abort();
    expect((await read).name).toBe('AbortError');
    sessionGate.reportReturn();
    unsubscribe();
  });

  it('repeats a read that was refused while a change of the password moved the session to a new id (N13)', async () => {
    let isMoved = false;
    let finishWrite: (() => void) | null = null;
    answer = (request, response) => {
      if (request.method === 'POST') {
        finishWrite = () => {
          isMoved = true;
          response.writeHead(204).end();
        };
      } else if (isMoved) response.end('{"total":3}');
      else {
        problem(response, 401, { code: 'unauthorized', detail: 'Sign in.' });
        response.on('close', () => finishWrite?.());
      }
    };
    const options = { method: 'POST', body: {}, movesSession: true } as const;
    const write = fetchApi(`${base}/api/password`, options);
    await vi.waitFor(() => expect(finishWrite).not.toBeNull());
    const read = fetchApi(`${base}/api/users`);
    expect(await read).toEqual({ total: 3 });
    await write;
    expect(sessionGate.current()).toEqual({ isOver: false });
  });

  it('marks calls that no user action has just caused', async () => {
    const marks: unknown[] = [];
    answer = (request, response) => {
      marks.push(request.headers['x-background']);
      response.end('{}');
    };
    await fetchApi(`${base}/api/overview`);
    expect(marks).toEqual(['1']);
  });

  it('throws for a write without a session, so that no input is lost', async () => {
    answer = (_, response) => problem(response, 401, { code: 'unauthorized', detail: 'Sign in.' });
    const error = await failure(fetchApi(`${base}/api/users`, { method: 'POST', body: {} }));
    expect(error).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(assign).not.toHaveBeenCalled();
  });
});
