import 'server-only';
import type { NextRequest } from 'next/server';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { readTokenCaller } from '@/lib/server/auth/api-tokens';
import {
  explainForeignOrigin,
  clientAddress,
  isBackgroundCall,
  isFromElsewhere,
  isFromOtherOrigin,
  isSameOrigin,
  SERVER_REQUEST_ID,
  requestIdOf,
  tokenOf,
  traceOf,
} from '@/lib/server/auth/request-facts';
import { refuseWithoutFactor } from '@/lib/server/auth/factors/requirement';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { readSession } from '@/lib/server/auth/sessions';
import { noteTokenCall } from '@/lib/server/auth/token-calls';
import { withoutEffect } from '@/lib/server/db/errors';
import { DeskError } from '@/lib/server/errors';
import { env } from '@/lib/server/env';
import { explainError } from '@/lib/server/explain-error';
import { describeError, log } from '@/lib/server/log';
import { instruments } from '@/lib/server/metrics/instruments';
import { sensitiveWorkOf } from '@/lib/server/policies/permissions';
import type { Permission } from '@/lib/shared/permissions';
import { routeOf } from './route-of';
import { problemResponse, statusOf, MethodNotAllowedError } from './problem';

export type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
export type Handler = (request: NextRequest, context: RouteContext) => Promise<Response>;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Exports = Record<Method | 'HEAD' | 'OPTIONS', Handler>;

const methods: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * The exports of a route file. A method the resource doesn't support gets 405 with `Allow`; HEAD is
 * GET without the body. If a GET counts or records something, as an export does, set `hasHead` to
 * false: HEAD must have no effect.
 */
export function resource(
  handlers: Partial<Record<Method, Handler>>,
  { hasHead = true } = {},
): Exports {
  const allowed = methods.filter((method) => handlers[method] !== undefined);
  const allow = [
    ...(handlers.GET ? ['GET'] : []),
    ...(handlers.GET && hasHead ? ['HEAD'] : []),
    ...allowed.filter((m) => m !== 'GET'),
    'OPTIONS',
  ].join(', ');

  const refuse: Handler = (request) =>
    answer(request, async () => {
      throw new MethodNotAllowedError(allow);
    });
  const head: Handler = async (request, context) => {
    if (!handlers.GET || !hasHead) return refuse(request, context);
    const response = await handlers.GET(request, context);
    await response.body?.cancel();
    return new Response(null, { status: response.status, headers: response.headers });
  };
  const options: Handler = async () =>
    new Response(null, { status: 204, headers: { allow, 'cache-control': 'no-store' } });

  const all = { ...Object.fromEntries(methods.map((method) => [method, refuse])), ...handlers };
  const answered = { ...(all as Record<Method, Handler>), HEAD: head };
  const counted = Object.entries(answered).map(([method, handle]) => [method, measured(handle)]);
  return { ...(Object.fromEntries(counted) as typeof answered), OPTIONS: options };
}

/** Counts the calls of a route and how long they take, if metrics are served at all. */
function measured(handle: Handler): Handler {
  return async (request, context) => {
    if (env().metricsPort === undefined) return handle(request, context);
    const begin = performance.now();
    const response = await handle(request, context);
    const { method } = request;
    const route = await routeTemplate(request, context);
    const seconds = (performance.now() - begin) / 1_000;
    instruments().requests.observe({ method, route, status: response.status }, seconds);
    return response;
  };
}

/**
 * Runs a handler with the request's id and turns whatever it throws into a problem. Errors that
 * aren't ours are logged by name and place, without their message.
 */
export async function answer(
  request: NextRequest,
  work: (requestId: string) => Promise<Response>,
): Promise<Response> {
  const requestId = requestIdOf(request.headers);
  try {
    const response = await work(requestId);
    response.headers.set('x-request-id', requestId);
    return response;
  } catch (thrown) {
    const error = explainError(isRead(request) ? withoutEffect(thrown) : thrown);
    if (statusOf(error) >= 500) {
      log().error(
        {
          requestId,
          serverRequestId: request.headers.get(SERVER_REQUEST_ID) ?? undefined,
          ...traceOf(request.headers.get('traceparent')),
          code: error.code,
          upstream: error.upstream,
          error: describeError(error.cause),
        },
        'request failed',
      );
    }
    return problemResponse(error, requestId);
  }
}

/** A read may be repeated, even if it counts an export or renews a session on the way. */
function isRead({ method }: NextRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

export type StaffCall = {
  request: NextRequest;
  /** The bracketed parts of the route's folder path. */
  params: Record<string, string>;
  actor: Actor;
  requestId: string;
};

type StaffRoute = {
  isBackground?: boolean;
  mayLackFactor?: boolean;
  forTokens?: 'permitted' | 'all';
};

/**
 * A handler that only an active staff member with `permission` reaches; for a mutating method, only
 * from our own pages. With an API token it is reached as its owner, within what both may do, and
 * from anywhere. Everything else, including thrown errors, is returned as a problem.
 * @param isBackground for what a page opens on its own and can't mark: it never renews the session
 * @param mayLackFactor for what adds a second factor: also for someone who must and hasn't yet
 * @param forTokens `all`: for any token, though no token has the permission
 */
export function withStaff(
  permission: Permission,
  handle: (call: StaffCall) => Promise<Response>,
  { isBackground = false, mayLackFactor = false, forTokens = 'permitted' }: StaffRoute = {},
): Handler {
  return guarded(handle, async (request, requestId, note) => {
    const { headers } = request;
    const token = tokenOf(headers);
    const isByItself = isBackground || isBackgroundCall(headers);
    const caller =
      token === null
        ? await readSessionCaller(request, isByItself, requestId)
        : await readTokenCaller(token, { ip: clientAddress(headers), requestId });
    note(caller);
    await authorize(request, caller, { permission, mayLackFactor, forTokens });
    return caller.actor;
  });
}

/**
 * A handler that only API tokens reach: not a session, and not a page elsewhere that got hold of a
 * token. It asks itself what the token may do.
 */
export function withToken(handle: (call: StaffCall) => Promise<Response>): Handler {
  return guarded(handle, async (request, requestId, note) => {
    const { headers } = request;
    const token = tokenOf(headers);
    if (token === null) {
      throw new DeskError('unauthorized', {
        detail:
          'This address is for API tokens. Create one in Reseller Desk, under Profile, and send it as Authorization: Bearer rd_….',
      });
    }
    const caller = await readTokenCaller(token, { ip: clientAddress(headers), requestId });
    note(caller);
    if (isFromOtherOrigin(headers)) await refuseOrigin(request, caller.actor);
    if (caller.lacksFactor) await refuseWithoutFactor(caller.actor);
    return caller.actor;
  });
}

type Caller = { actor: Actor; lacksFactor: boolean };

/** @param note for the list of the token's calls, also of those that are then refused */
type Admit = (
  request: NextRequest,
  requestId: string,
  note: (caller: Caller) => void,
) => Promise<Actor>;

function guarded(handle: (call: StaffCall) => Promise<Response>, admit: Admit): Handler {
  return async (request, context) => {
    let tokenId: string | undefined;
    const response = await answer(request, async (requestId) => {
      const actor = await admit(request, requestId, (caller) => (tokenId = caller.actor.token?.id));
      return handle({ request, params: await paramsOf(context), actor, requestId });
    });
    if (tokenId !== undefined) await noteCall(tokenId, request, context, response);
    return response;
  };
}

/** @throws DeskError `unauthorized` */
async function readSessionCaller(
  request: NextRequest,
  isBackground: boolean,
  requestId: string,
): Promise<Caller> {
  const session = await readSession(request.cookies, { isBackground });
  if (session?.staff.status !== 'active') {
    throw new DeskError('unauthorized', { detail: 'Sign in and try again.' });
  }
  const { staff } = session;
  const actor: Actor = {
    id: staff.id,
    email: staff.email,
    role: staff.role,
    permissions: staff.permissions,
    sessionId: session.id,
    accountIds: staff.accountIds,
    customerIds: staff.customerIds,
    ip: clientAddress(request.headers),
    requestId,
  };
  return { actor, lacksFactor: staff.lacksFactor };
}

/** @throws DeskError `cross_origin`, `forbidden`, `step_up_required`, `second_factor_missing` */
async function authorize(
  request: NextRequest,
  { actor, lacksFactor }: Caller,
  {
    permission,
    mayLackFactor,
    forTokens,
  }: { permission: Permission } & Required<Omit<StaffRoute, 'isBackground'>>,
): Promise<void> {
  // No browser sends a token by itself, so no other site can use one.
  if (!actor.token && isForeign(request, permission)) await refuseOrigin(request, actor);
  if (lacksFactor && !mayLackFactor) await refuseWithoutFactor(actor);
  if (actor.token && forTokens === 'all') return;
  await requirePermission(actor, permission, { call: callOf(request) });
}

function callOf({ method, nextUrl }: NextRequest) {
  return { method, path: nextUrl.pathname.slice(0, 200) };
}

/** @throws DeskError `cross_origin` */
async function refuseOrigin(request: NextRequest, actor: Actor): Promise<never> {
  const details = { code: 'cross_origin', ...callOf(request) };
  await recordEvent(actor, { action: 'access.denied', outcome: 'denied', details });
  throw new DeskError('cross_origin', {
    detail:
      explainForeignOrigin(request.headers) ??
      'This request didn’t come from Reseller Desk. Reload the page and try again.',
  });
}

function isForeign(request: NextRequest, permission: Permission): boolean {
  // An export changes nothing but is counted: no other site may use up the limit.
  const { searchParams } = request.nextUrl;
  // Routes that answer JSON otherwise, too.
  const isFile = (searchParams.get('format') ?? 'json') !== 'json';
  const isExport = isFile || sensitiveWorkOf[permission] === 'exports';
  const isTaking = isExport && isFromElsewhere(request.headers);
  return isTaking || (isMutating(request.method) && !isSameOrigin(request.headers));
}

async function noteCall(
  tokenId: string,
  request: NextRequest,
  context: RouteContext | undefined,
  { status }: Response,
): Promise<void> {
  const route = (await routeTemplate(request, context)).slice(0, 200);
  noteTokenCall({ tokenId, at: new Date(), method: request.method, route, status });
}

async function routeTemplate({ nextUrl }: NextRequest, context: RouteContext | undefined) {
  return routeOf(nextUrl.pathname, (await context?.params) ?? {});
}

function isMutating(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/**
 * Anything else isn't an id of ours: it doesn't reach the database, which rejects some characters.
 */
const ID = /^[A-Za-z0-9._~-]{1,128}$/;

/** @throws DeskError `not_found` */
async function paramsOf(context: RouteContext | undefined): Promise<Record<string, string>> {
  const params = Object.entries((await context?.params) ?? {});
  return Object.fromEntries(params.map(([name, value]) => [name, idIn(value)]));
}

function idIn(value: string | string[] | undefined): string {
  if (Array.isArray(value)) return value.join('/');
  if (value !== undefined && ID.test(value)) return value;
  throw new DeskError('not_found', {
    detail: 'There’s nothing at this address. Check it for typos.',
  });
}
