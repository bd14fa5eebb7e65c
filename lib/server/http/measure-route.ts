import 'server-only';
import { env } from '@/lib/server/env';
import { instruments } from '@/lib/server/metrics/instruments';
import type { Handler } from './route';
import { routeOf } from './route-of';

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
