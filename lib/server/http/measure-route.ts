import 'server-only';
import { env } from '@/lib/server/env';
import { instruments } from '@/lib/server/metrics/instruments';
import type { Handler } from './route';

/** Counts the calls of a route and how long they take, if metrics are served at all. */
export function measured(handle: Handler): Handler {
  return async (request, context) => {
    if (env().metricsPort === undefined) return handle(request, context);
    const begin = performance.now();
    const response = await handle(request, context);
    const params = (await context?.params) ?? {};
    const { method } = request;
    const route = routeOf(request.nextUrl.pathname, params);
    instruments().requests.observe(
      { method, route, status: response.status },
      (performance.now() - begin) / 1_000,
    );
    return response;
  };
}

/** The route of a path, without what it names: `/api/users/[key]`. */
export function routeOf(
  path: string,
  params: Record<string, string | string[] | undefined>,
): string {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(params)) {
    // Of a path that no route has.
    if (Array.isArray(value)) return `/api/[...${name}]`;
    if (value !== undefined) names.set(value, `[${name}]`);
  }
  return path
    .split('/')
    .map((part) => names.get(decoded(part)) ?? part)
    .join('/');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
