import type { Instrumentation } from 'next';

/**
 * Runs once before the server accepts its first request. Compiled for Edge too, where it does
 * nothing.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { boot } = await import('./lib/server/worker/boot');
  await boot();
}

/** What a page or the proxy threw; `/api` handles and logs its own errors. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { logRequestError } = await import('./lib/server/log-console');
  logRequestError(error, request, context.routePath);
};
