import 'server-only';
import type { ErrorCode } from '@/lib/server/errors';
import {
  UpstreamForbiddenError,
  UpstreamUnauthorizedError,
  type UpstreamError,
} from '@/lib/server/upstreams/channel/errors';

/** What a failure means, if it has a meaning of its own at RemotePC. */
export function explainRemotepcError(error: UpstreamError): [ErrorCode, string] | null {
  if (error instanceof UpstreamUnauthorizedError) {
    return [
      'upstream_unauthorized',
      'RemotePC rejected this account’s API key. Either the key is wrong or was changed, or this server’s IP address isn’t on RemotePC’s allowlist. An admin can check both in Settings.',
    ];
  }
  if (error instanceof UpstreamForbiddenError) {
    return [
      'upstream_forbidden',
      'RemotePC denied access to this server. Its IP address probably isn’t on RemotePC’s allowlist, or the API key is wrong. An admin can check both in Settings.',
    ];
  }
  return null;
}
