import 'server-only';
import { DeskError, type ErrorCode } from '@/lib/server/errors';
import {
  UpstreamMalformedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnauthorizedError,
  type UpstreamError,
} from '@/lib/server/upstreams/channel/errors';
import { rejectedFields } from '@/lib/server/users/add-user';
import type { Fault } from './holds';

const refusals: Record<string, [ErrorCode, string]> = {
  USERNAME_DOES_NOT_EXIST: [
    'user_not_found',
    'RemotePC has no account with this email. Refresh the list of users: this one may have been removed.',
  ],
  ACTION_PARENT_ACCOUNT_SUSPENDED: [
    'account_suspended',
    'The user’s account was suspended by its parent account. Reactivate it in RemotePC first.',
  ],
  CANCELLED_ACCOUNT: [
    'account_cancelled',
    'The user’s account is canceled. Reopen it in RemotePC first.',
  ],
  IP_ADDRESS_BLOCKED: [
    'ip_blocked',
    'RemotePC blocks sign-ins to this account from this server’s IP address. Check the user’s IP restrictions in RemotePC. If there were failed attempts before, wait a while.',
  ],
};

/** Refusals that say themselves that no password was compared. */
const NOT_TRIED: ReadonlySet<string> = new Set([
  'EMAILID_REQUIRED',
  'INVALID_EMAIL',
  'PASSWORD_REQUIRED',
  'USERNAME_REQUIRED',
]);

/** Whether the refusal is about something else than the password. */
export function isKnownRefusal({ codes }: UpstreamRejectedError): boolean {
  return codes.some((code) => Object.hasOwn(refusals, code) || NOT_TRIED.has(code));
}

type Circumstances = {
  isTyped: boolean;
  /** Whose fault a 401 is; null for other failures. */
  fault: Fault | null;
};

/** A failed sign-in as the error of the contract, with a next step for a person. */
export function autoLoginRefusal(
  error: UpstreamError,
  circumstances: Circumstances,
): DeskError | UpstreamError {
  const upstream = {
    name: error.upstream,
    ...(error.status !== undefined && { status: error.status }),
    ...(error.code !== undefined && { code: error.code }),
  };
  if (error instanceof UpstreamUnauthorizedError) return unauthorized(error, circumstances);
  if (error.outcome === 'maybe_sent') {
    return new DeskError(openCode(error), {
      detail: `RemotePC ${error.type === 'timeout' ? 'didn’t respond in time' : 'didn’t respond, or its response can’t be read'}. The attempt may have counted there, so it wasn’t repeated, and it counts here as a wrong password. Wait a moment, then try once more.`,
      upstream,
      cause: error,
    });
  }
  if (!(error instanceof UpstreamRejectedError)) return error;
  const known = error.codes.find((code) => Object.hasOwn(refusals, code));
  const refusal = known === undefined ? undefined : refusals[known];
  if (refusal) {
    const [code, detail] = refusal;
    return new DeskError(code, { detail, upstream, cause: error });
  }
  const errors = rejectedFields(error, { email: 'username' });
  const said = errors.map(({ message }) => message).join(' ');
  return new DeskError('upstream_rejected', {
    detail:
      said ||
      `RemotePC rejected the sign-in: ${error.code ?? 'no reason given'}. Try to sign in at RemotePC.`,
    errors,
    upstream,
    cause: error,
  });
}

function openCode(error: UpstreamError): ErrorCode {
  if (error instanceof UpstreamTimeoutError) return 'upstream_timeout';
  return error instanceof UpstreamMalformedError ? 'upstream_malformed' : 'upstream_unavailable';
}

/** A 401: only where the key was tried and refused as well is it the key's. */
function unauthorized(
  error: UpstreamUnauthorizedError,
  { isTyped, fault }: Circumstances,
): DeskError | UpstreamError {
  const upstream = {
    name: error.upstream,
    ...(error.status !== undefined && { status: error.status }),
    ...(error.code !== undefined && { code: error.code }),
  };
  const which = isTyped ? 'The password' : 'The stored password';
  if (fault?.of === 'key') return fault.error;
  if (fault?.of !== 'password') {
    return new DeskError('upstream_unavailable', {
      detail: `RemotePC rejected the sign-in. Either ${which.toLowerCase()} or this account’s API key is wrong, but the list of users, which would show it, can’t be loaded now. Try again in a moment.`,
      upstream,
      cause: error,
    });
  }
  const message = `${which} is probably wrong.`;
  return new DeskError('upstream_rejected', {
    detail: `RemotePC rejected the sign-in. ${message} ${isTyped ? 'Enter it again' : 'Replace it with the user’s current one'}. The sign-in wasn’t retried, because RemotePC may lock the account.`,
    errors: [{ path: 'password', code: 'rejected', message }],
    upstream,
    cause: error,
  });
}
