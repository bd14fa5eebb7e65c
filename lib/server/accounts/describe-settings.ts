import 'server-only';
import { env } from '@/lib/server/env';

/** What the settings page shows of how this installation is set. No secret is among it. */
export function describeSettings() {
  const { appUrl, autoLoginHosts, upstreamTimeoutMs, inviteChunkSize, inviteConcurrency } = env();
  return {
    publicUrl: appUrl,
    autoLoginHosts,
    upstreamTimeoutMs,
    inviteChunkSize,
    inviteConcurrency,
    usersFreshSeconds: env().usersFreshSeconds,
  };
}
