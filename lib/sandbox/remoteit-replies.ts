import { emptyReply, htmlReply, type Reply } from './reply';
import type { SandboxOperation } from './sandbox-call';

/** JSON as PHP writes it, with every slash escaped. */
export function phpReply(status: number, json: unknown, effect = false): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(json).replaceAll('/', '\\/'),
    effect,
  };
}

export function falseReply(status: number, reason: string, code?: string): Reply {
  return phpReply(status, { status: 'false', reason, ...(code ? { code } : {}) });
}

/** The body for a status that a fault requests; remote.it's web server answers in HTML. */
export function remoteitDocumented(operation: SandboxOperation | undefined, status: number): Reply {
  switch (status) {
    case 400:
      return htmlReply(400, page('400 Bad Request'));
    case 401:
      return operation === 'login'
        ? falseReply(401, '[0102] The username or password is invalid', 'GENERAL_ERROR')
        : falseReply(401, 'missing api token');
    case 404:
      return htmlReply(404, page('404 Page Not Found'));
    case 405:
      return htmlReply(405, page('Method not allowed'));
    case 500:
      return htmlReply(500, page('Slim Application Error'));
    default:
      return emptyReply(status);
  }
}

function page(title: string): string {
  return `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
}
