import 'server-only';
import type { NextRequest } from 'next/server';
import { SERVER_REQUEST_ID, requestIdOf } from '@/lib/server/auth/request-facts';
import { withoutEffect } from '@/lib/server/db/errors';
import { explainError } from '@/lib/server/explain-error';
import { describeError, log } from '@/lib/server/log';
import { problemResponse, statusOf } from './problem';

export type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
export type Handler = (request: NextRequest, context: RouteContext) => Promise<Response>;

/**
 * Runs a handler's work with the request's id and turns whatever it throws into a problem. What is
 * not our own error is logged by name and place, without its message.
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

/** A read may be repeated, also where it counts an export or renews a session on its way. */
function isRead({ method }: NextRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
