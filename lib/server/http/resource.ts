import 'server-only';
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
