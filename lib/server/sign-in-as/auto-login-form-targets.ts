import 'server-only';
import { env } from '@/lib/server/env';

/**
 * Where a one-click sign-in may end, with whichever account: for the `form-action` of our pages. An
 * account's own list of origins decides about its links.
 */
export function autoLoginFormTargets(): string[] {
  const { autoLoginHosts, sandboxRemotepc } = env();
  const sandbox = sandboxRemotepc ? [new URL(sandboxRemotepc.baseUrl).origin] : [];
  return [...autoLoginHosts.map((host) => `https://${host}`), ...sandbox];
}
