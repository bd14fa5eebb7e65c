import 'server-only';
import type { ErrorCode } from '@/lib/server/errors';
import {
  UpstreamForbiddenError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
  type UpstreamError,
} from '@/lib/server/upstreams/channel/errors';

/** How remote.it answers the password of an account with two-factor authentication. */
const SECOND_FACTORS = new Set(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'MFA_SETUP']);

/** What a failure means, if it has a meaning of its own at remote.it. */
export function explainRemoteitError(error: UpstreamError): [ErrorCode, string] | null {
  if (error instanceof UpstreamUnauthorizedError) {
    return ['upstream_unauthorized', explainRefusal(error)];
  }
  if (error instanceof UpstreamForbiddenError) {
    return [
      'upstream_forbidden',
      'remote.it denied access to this server. The credentials may be wrong. An admin can check the settings.',
    ];
  }
  if (!(error instanceof UpstreamRejectedError)) return null;
  const reason = error.code ?? 'no reason given';
  if (error.operation === 'openConnection') {
    return [
      'upstream_rejected',
      `remote.it didn’t open the connection: ${reason}. Check that the device is online and shared with this account, then try again.`,
    ];
  }
  if (error.operation === 'closeConnection') {
    return [
      'upstream_rejected',
      `remote.it didn’t close the connection: ${reason}. Try again, or wait: a connection closes after 15 minutes of inactivity.`,
    ];
  }
  return null;
}

function explainRefusal({ code, reason }: UpstreamError): string {
  if (SECOND_FACTORS.has(code ?? '')) {
    return 'This remote.it account requires two-factor authentication, so its password can’t be used here. Create an access key in the account and ask an admin to set REMOTEIT_ACCESS_KEY_ID and REMOTEIT_SECRET_ACCESS_KEY.';
  }
  if (reason === 'clock_skew') {
    return 'remote.it rejected this server’s signature because the two clocks differ by more than a minute. An admin can correct this server’s clock.';
  }
  if (reason === 'access_key_refused') {
    return 'remote.it rejected this account’s access key. The key or its secret is wrong, or the key was disabled or deleted at remote.it. An admin can check the settings.';
  }
  return 'remote.it rejected the sign-in. The username, password, or developer key is wrong, or the account requires two-factor authentication and needs an access key instead of a password. An admin can check the settings.';
}
