import type { InputFault, Problem } from '@/lib/contract/problem';
import { BACKGROUND_HEADER } from '@/lib/shared/wire';
import { sessionGate } from './session-gate';
import { askForStepUp } from './step-up';

type ProblemParts = Partial<Problem> & Pick<Problem, 'status' | 'code' | 'detail'>;

/**
 * Rejections that say nothing about an earlier call with the same effect, and responses that aren't
 * ours.
 */
const UNPROVEN: ReadonlySet<string> = new Set([
  'request_in_flight',
  'conflict',
  'idempotency_key_reused',
  'malformed',
]);

/** An error response of our `/api`, or no response at all (code `network`, status 0). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  /** A sentence for a person, with the next step. */
  readonly detail: string;
  readonly errors: InputFault[];
  readonly upstream: Problem['upstream'];
  readonly checks: Problem['checks'];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: ProblemParts, retryAfterSeconds?: number) {
    super(`${problem.code}: ${problem.detail}`);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.upstream = problem.upstream;
    this.checks = problem.checks;
    this.requestId = problem.requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether the response proves that a write had no effect: it was refused before it started. */
  get isRefusal(): boolean {
    return this.status >= 400 && this.status < 500 && !UNPROVEN.has(this.code);
  }

  /** The message for one field, if the response has one. */
  errorAt(path: string): string | undefined {
    return this.errors.find((fault) => fault.path === path)?.message;
  }
}

export type FetchApiOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a `FormData` is sent as it is. */
  body?: unknown;
  signal?: AbortSignal;
  /** A key with which a write can be sent again without a second effect. */
  idempotencyKey?: string;
  /** A change of the password or a factor: the session’s id from before ends at once. */
  movesSession?: true;
  /** Continues after the page is left; a browser allows at most 64 KiB this way. */
  isKeptAlive?: boolean;
};

/**
 * Calls our own `/api` from the browser. If the session has ended, the page keeps everything that
 * was typed: a read waits until the person has signed in again; a write throws and can be repeated.
 * If password confirmation is required, the person is asked and the call is repeated. If the same
 * call is still in progress under its key, its response is awaited.
 * @throws ApiProblem on any response except success, if there is none, and if the change waits for
 * a second person
 */
export async function fetchApi<T>(path: string, options: FetchApiOptions = {}): Promise<T> {
  const response = await succeed(path, options);
  const body = await readBody(response);
  if (response.status === 202 && isWaiting(body)) throw waitsForApproval();
  return body as T;
}

function isWaiting(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'approvalId' in body;
}

/** Neither a success nor a failure: nothing has changed yet. `useWrite` tells the person. */
function waitsForApproval(): ApiProblem {
  return new ApiProblem({
    status: 202,
    code: 'waits_for_approval',
    detail: 'Someone else has to approve this under Approvals. Nothing has changed yet.',
  });
}

/** The same for a response that is a file. */
export async function fetchFile(path: string, options: FetchApiOptions = {}): Promise<Blob> {
  return (await succeed(path, options)).blob();
}

async function succeed(path: string, options: FetchApiOptions): Promise<Response> {
  const method = options.method ?? 'GET';
  const sentAt = performance.now();
  const isPersons = isPersonsCall();
  const isWaitedFor = method !== 'GET' && isPressed();
  const response = await sendNoted(path, { ...options, method, isPersons });
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (response.status === 401) {
    // On its way with the id from before.
    if (method === 'GET' && (await hasMovedSince(sentAt))) return succeed(path, options);
    sessionGate.reportEnd(isWaitedFor);
    const hasReturned = method === 'GET' && (await sessionGate.untilReturn(options.signal));
    if (hasReturned) return succeed(path, options);
  }
  // Nothing of the page is left to this person until they have added one.
  if (problem.code === 'second_factor_missing') location.assign(addFactorPath());
  if (problem.code === 'step_up_required' && (await askForStepUp(sentAt)))
    return succeed(path, options);
  if (problem.code === 'request_in_flight' && options.idempotencyKey !== undefined) {
    // Started by another click: its response, under the same key, is the result.
    await pause(problem.retryAfterSeconds ?? 1, options.signal);
    return succeed(path, options);
  }
  throw problem;
}

function addFactorPath(): string {
  const page = location.pathname + location.search;
  return `/second-factor?callbackUrl=${encodeURIComponent(page)}`;
}

/**
 * Until the first response may be available. The server ends the wait: it forgets calls without a
 * response.
 */
function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  const ms = 1_000 * Math.min(Math.max(seconds, 0.1), 5);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('The request was canceled.', 'AbortError'));
    });
  });
}

/** Calls that move the session to a new id: those without a response yet, and when the last had its. */
const moves = { running: new Set<Promise<unknown>>(), endedAt: -Infinity };

async function sendNoted(path: string, options: SentCall): Promise<Response> {
  const sending = send(path, options);
  if (!options.movesSession) return sending;
  moves.running.add(sending);
  try {
    return await sending;
  } finally {
    moves.running.delete(sending);
    moves.endedAt = performance.now();
  }
}

/** Whether the session may have moved since a call was sent, after waiting for that. */
async function hasMovedSince(sentAt: number): Promise<boolean> {
  await Promise.allSettled(moves.running);
  return moves.endedAt > sentAt;
}

type SentCall = FetchApiOptions & { isPersons: boolean };

async function send(path: string, options: SentCall): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  const isForm = options.body instanceof FormData;
  if (options.body !== undefined && !isForm) headers.set('content-type', 'application/json');
  const { method, isPersons } = options;
  const etag = method === 'GET' ? keptEtag(path) : undefined;
  if (etag) headers.set('if-none-match', etag);
  if (!isPersons) headers.set(BACKGROUND_HEADER, '1');
  if (options.idempotencyKey) headers.set('idempotency-key', options.idempotencyKey);
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: isForm ? (options.body as FormData) : JSON.stringify(options.body),
      signal: options.signal,
      keepalive: options.isKeptAlive,
      credentials: 'same-origin',
    });
    return method === 'GET' ? await wholeAnswer(path, response) : response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const isRepeatable = method === 'GET' || options.idempotencyKey !== undefined;
    throw new ApiProblem({
      status: 0,
      code: 'network',
      detail: isRepeatable
        ? 'The server can’t be reached. Check your connection and try again.'
        : 'The server can’t be reached. Check your connection, and check whether this was saved before you try again.',
    });
  }
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(response);
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = await readBody(response).catch(() => undefined);
  if (!isProblem(body)) return unreadable(response);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiProblem(
    { ...body, status: response.status },
    Number.isFinite(seconds) ? seconds : undefined,
  );
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    typeof (body as Problem).code === 'string' &&
    typeof (body as Problem).detail === 'string'
  );
}

function unreadable(response: Response): ApiProblem {
  return new ApiProblem({
    status: response.status,
    code: 'malformed',
    detail: 'The server’s response can’t be read. Try again in a moment.',
    requestId: response.headers.get('x-request-id') ?? undefined,
  });
}

/** A key for one action of a person. Not `randomUUID`, which browsers have over https only. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const MOST_KEPT = 20;

/**
 * The latest responses with an `ETag`, only in this page's memory: the browser's disk cache stores
 * none of our responses. Signing out leaves the page and discards them.
 */
const kept = new Map<string, { etag: string; body: string }>();

/** The `ETag` of the cached response for this path. */
function keptEtag(path: string): string | undefined {
  return kept.get(path)?.etag;
}

/** The complete response: a 304 gets the cached body, and one with an `ETag` is cached. */
async function wholeAnswer(path: string, response: Response): Promise<Response> {
  const before = kept.get(path);
  if (response.status === 304 && before) {
    return new Response(before.body, { headers: response.headers });
  }
  const etag = response.headers.get('etag');
  if (response.status !== 200 || etag === null) return response;
  const body = await response.text();
  kept.delete(path);
  kept.set(path, { etag, body });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return new Response(body, { headers: response.headers });
}

/**
 * When the person last did something on this page. The page's own calls (polls, refetches when the
 * tab regains focus) come much later, so they are recognized without a list of all polls.
 */

/** From a key or click to the call it causes: input is debounced before it is sent or saved. */
const CAUSES_MS = 1_500;

const acts = ['pointerdown', 'click', 'keydown', 'input', 'wheel', 'drop', 'popstate'] as const;
const pressable = 'button, a, [role^="menuitem"], [role="option"]';

let actedAt = Number.NEGATIVE_INFINITY;
let pressedAt = Number.NEGATIVE_INFINITY;

if (typeof window !== 'undefined') {
  for (const act of acts) {
    window.addEventListener(act, note, { capture: true, passive: true });
  }
}

function note({ type, target }: Event): void {
  actedAt = performance.now();
  // Enter in a form clicks its button too. A person who keeps typing isn't waiting for a response.
  const isPress = type === 'click' && target instanceof Element && target.closest(pressable);
  if (isPress) pressedAt = actedAt;
  if (type === 'input') pressedAt = Number.NEGATIVE_INFINITY;
}

/** Whether a call made now was caused by the person. */
function isPersonsCall(): boolean {
  return performance.now() - actedAt <= CAUSES_MS;
}

/** Whether they pressed something for it, so they aren't in the middle of typing. */
function isPressed(): boolean {
  return performance.now() - pressedAt <= CAUSES_MS;
}
