import 'server-only';
import { DeskError } from '@/lib/server/errors';
import { answer, type Handler } from './answer';
import { MethodNotAllowedError } from './problem';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Exports = Record<Method | 'HEAD' | 'OPTIONS', Handler>;

const methods: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * The exports of a route file. A method the resource doesn't have is answered 405 with `Allow`;
 * HEAD is GET without the body. Where a GET counts or records something, as an export does, set
 * `hasHead` to false: HEAD must have no effect.
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

  const all = Object.fromEntries(methods.map((method) => [method, handlers[method] ?? refuse]));
  return { ...(all as Record<Method, Handler>), HEAD: head, OPTIONS: options };
}

/** What next-auth answers of what we use of it, and by which methods. */
const actions: Record<string, string[]> = {
  csrf: ['GET'],
  error: ['GET'],
  providers: ['GET'],
  session: ['GET'],
  signin: ['GET', 'POST'],
  signout: ['GET', 'POST'],
  'signin/credentials': ['GET', 'POST'],
  'callback/credentials': ['POST'],
};

/**
 * next-auth itself answers what it doesn't know with 400 in plain text, or throws.
 * @param path what follows `/api/auth/`
 * @throws DeskError `not_found`, `method_not_allowed`
 */
export function requireNextAuthMethod(method: string, path: string[]): void {
  const action = path.join('/');
  const allowed = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!allowed)
    throw new DeskError('not_found', { detail: 'There is no such route. Check the address.' });
  if (!allowed.includes(method)) throw new MethodNotAllowedError(allowed.join(', '));
}

/** Whether the caller would rather have a page than JSON: it names HTML, and no JSON above it. */
export function prefersHtml(accept: string | null): boolean {
  const wishes = (accept ?? '').split(',').map(readWish);
  const best = (type: RegExp): number =>
    Math.max(0, ...wishes.filter((wish) => type.test(wish.type)).map((wish) => wish.quality));
  const html = best(/^text\/html$|^application\/xhtml\+xml$/);
  return html > 0 && html >= best(/^application\/(?:problem\+)?json$/);
}

function readWish(text: string): { type: string; quality: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
}
