import 'server-only';

const kept = globalThis as typeof globalThis & { resellerDeskUpstreams?: Map<string, unknown> };

/**
 * One value per process and key. Next instantiates a module several times in one process, so a
 * pool, a breaker or a login in a module variable would exist several times.
 */
export function remember<T>(key: string, create: () => T): T {
  const values = (kept.resellerDeskUpstreams ??= new Map());
  if (!values.has(key)) values.set(key, create());
  return values.get(key) as T;
}
