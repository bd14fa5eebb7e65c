import 'server-only';
import type { NextRequest } from 'next/server';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import {
  explainForeignOrigin,
  clientAddress,
  isBackgroundCall,
  isFromElsewhere,
  isSameOrigin,
} from '@/lib/server/auth/request-facts';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { readSession, type StaffSession } from '@/lib/server/auth/sessions';
import { DeskError } from '@/lib/server/errors';
import { sensitiveWorkOf, type Permission } from '@/lib/server/policies/permissions';
import { answer, type Handler, type RouteContext } from './answer';

export type StaffCall = {
  request: NextRequest;
  /** The parts of the path that are in brackets in the route's folder. */
  params: Record<string, string>;
  actor: Actor;
  requestId: string;
};

/**
 * A handler that only an active staff member with `permission` reaches; for a mutating method only
 * from our own pages. Every other outcome, thrown errors included, is answered as a problem.
 * @param isBackground for what a page opens by itself, and can't mark: it never renews the session
 */
export function withStaff(
  permission: Permission,
  handle: (call: StaffCall) => Promise<Response>,
  { isBackground = false }: { isBackground?: boolean } = {},
): Handler {
  return (request, context) =>
    answer(request, async (requestId) => {
      const isByItself = isBackground || isBackgroundCall(request.headers);
      const session = await readSession(request.cookies, { isBackground: isByItself });
      const actor = await authorize(request, session, permission, requestId);
      return handle({ request, params: await paramsOf(context), actor, requestId });
    });
}

async function authorize(
  request: NextRequest,
  session: StaffSession | null,
  permission: Permission,
  requestId: string,
): Promise<Actor> {
  if (session?.staff.status !== 'active') {
    throw new DeskError('unauthorized', { detail: 'Sign in and try again.' });
  }
  const { staff } = session;
  const actor: Actor = {
    id: staff.id,
    email: staff.email,
    role: staff.role,
    sessionId: session.id,
    ip: clientAddress(request.headers),
    requestId,
  };
  const call = { method: request.method, path: request.nextUrl.pathname.slice(0, 200) };
  // Taking a file changes nothing but is counted: no other site may use that up.
  const isTaking = sensitiveWorkOf[permission] === 'exports' && isFromElsewhere(request.headers);
  if (isTaking || (isMutating(request.method) && !isSameOrigin(request.headers))) {
    const details = { code: 'cross_origin', ...call };
    await recordEvent(actor, { action: 'access.denied', outcome: 'denied', details });
    throw new DeskError('cross_origin', {
      detail:
        explainForeignOrigin(request.headers) ??
        'This request didn’t come from Reseller Desk. Reload the page and try again.',
    });
  }
  await requirePermission(actor, permission, { call });
  return actor;
}

function isMutating(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/** Of another form is no id of ours: it isn't taken to the database, which refuses some characters. */
const ID = /^[A-Za-z0-9._~-]{1,128}$/;

/** @throws DeskError `not_found` */
async function paramsOf(context: RouteContext | undefined): Promise<Record<string, string>> {
  const params = Object.entries((await context?.params) ?? {});
  return Object.fromEntries(params.map(([name, value]) => [name, idIn(value)]));
}

function idIn(value: string | string[] | undefined): string {
  if (Array.isArray(value)) return value.join('/');
  if (value !== undefined && ID.test(value)) return value;
  throw new DeskError('not_found', { detail: 'There is nothing at this address. Check it.' });
}
