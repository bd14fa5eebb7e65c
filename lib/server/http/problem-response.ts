import 'server-only';
import type { Problem } from '@/lib/contract/problem';
import type { ApiError } from './api-error';
import { errorCodes } from './error-codes';

/** An error as `application/problem+json`. */
export function problemResponse(error: ApiError, requestId: string): Response {
  const problem: Problem = {
    type: `urn:reseller-desk:problem:${error.code}`,
    title: errorCodes[error.code][1],
    status: error.status,
    code: error.code,
    detail: error.detail,
    ...(error.errors && { errors: error.errors }),
    ...(error.upstream && { upstream: error.upstream }),
    requestId,
  };
  return new Response(JSON.stringify(problem), {
    status: error.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...error.headers,
    },
  });
}
