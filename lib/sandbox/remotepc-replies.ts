import { emptyReply, htmlReply, type Reply } from './reply';
import type { SandboxOperation } from './sandbox-call';

const headers = { 'content-type': 'application/json;charset=UTF-8' };

/** RemotePC's words for a status; 403 really is spelled differently. */
const names: Record<number, string> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'Forbidden',
  405: 'METHOD_NOT_ALLOWED',
  500: 'INTERNAL_SERVER_ERROR',
};

export function okReply(message: unknown, effect: boolean): Reply {
  return {
    status: 200,
    headers,
    body: JSON.stringify({ status: 'OK', code: 200, message }),
    effect,
  };
}

export function errorReply(status: number, ...descriptions: string[]): Reply {
  const body = {
    status: names[status],
    code: status,
    errorsCount: descriptions.length,
    errors: descriptions.map((description) => ({ description })),
  };
  return { status, headers, body: JSON.stringify(body), effect: false };
}

/** Only the list words a rejected key in its own way. */
export function unauthorizedReply(operation: SandboxOperation | undefined): Reply {
  return errorReply(401, operation === 'list' ? 'UNAUTHORIZED_ACCESS' : 'NOT_AUTHORIZED');
}

/** The trailing space is RemotePC's. */
export function forbiddenReply(): Reply {
  return errorReply(403, 'Forbidden ');
}

/** The body for a status that a fault requests; empty if nothing is documented. */
export function remotepcDocumented(operation: SandboxOperation | undefined, status: number): Reply {
  switch (status) {
    case 400:
      return errorReply(400, 'INVALID_PARAMETERS');
    case 401:
      return unauthorizedReply(operation);
    case 403:
      return forbiddenReply();
    case 404:
      return htmlReply(404, '<html><body><h1>404 Not Found</h1></body></html>\n');
    case 405:
      return errorReply(405, 'METHOD_NOT_ALLOWED');
    case 500:
      return errorReply(500, 'INTERNAL_SERVER_ERROR');
    default:
      return emptyReply(status);
  }
}
