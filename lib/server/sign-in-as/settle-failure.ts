import 'server-only';
import type { AutoLoginInput } from '@/lib/contract/users';
import type { Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { afterSending, recordOutcome } from '@/lib/server/audit/record';
import { DeskError, type ErrorCode } from '@/lib/server/errors';
import {
  UpstreamError,
  UpstreamForbiddenError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
  UpstreamMalformedError,
  UpstreamTimeoutError,
} from '@/lib/server/upstreams/channel/errors';
import type { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { rejectedFields } from '@/lib/server/users/add-user';
import { settleAttempt } from '@/lib/server/users/sign-in-attempts';
import { type StoredPasswordRow, markPassword } from '@/lib/server/vault/open-secret';
import type { Admission } from './admit-auto-login';
import { doubtKey, holdSignIns, whoseFault, type Fault } from './holds';
import { giveBackApproval } from './spend-approval';

export type SignIn = Admission & {
  account: Account;
  client: RemotepcClient;
  input: AutoLoginInput;
  /** The stored password that was used; null: it was typed, or none was decrypted. */
  stored: StoredPasswordRow | null;
};

const NOT_FOLLOWED_UP = 'failed sign-in not followed up';

/** There is no link. @returns the error to send */
export async function settleFailure(
  actor: Actor,
  signIn: SignIn,
  error: unknown,
): Promise<unknown> {
  const { account, input, stored, about, approvalId, attemptId } = signIn;
  const quietly = (work: () => Promise<void>) => afterSending(actor, work, NOT_FOLLOWED_UP);
  const isOpen = error instanceof UpstreamError && error.outcome === 'maybe_sent';
  if (error instanceof UpstreamForbiddenError) {
    await quietly(async () => void (await doubtKey(account.id)));
  }
  const fault = await faultOf(account, error);
  await recordOutcome(actor, {
    ...about,
    action: isOpen ? 'auto_login.unconfirmed' : 'auto_login.failed',
    outcome: isOpen ? 'unknown' : 'failure',
    details: { ...about.details, code: codeOf(error), ...(fault && { cause: fault.of }) },
  });
  const customer = { accountId: account.id, username: input.username };
  if (hasCode(error, 'IP_ADDRESS_BLOCKED')) await quietly(() => holdSignIns(customer));
  // Rejected, perhaps rejected, or without a response: RemotePC may have counted it, and so do we.
  const isRefused = fault?.of === 'password' || fault?.of === 'unknown';
  const result = isRefused ? 'refused' : isOpen ? 'lost' : null;
  await quietly(() => settleAttempt(attemptId, result));
  if (!isOpen && approvalId) await quietly(() => giveBackApproval(approvalId, attemptId));
  if (stored) {
    const use = fault?.of === 'password' ? 'refused' : 'open';
    await quietly(() => markPassword(actor, stored, use));
  }
  if (!(error instanceof UpstreamError)) return error;
  return autoLoginRefusal(error, { isTyped: input.password !== undefined, fault });
}

/** Whose fault a rejection is; null if neither the password's nor the key's. */
async function faultOf(account: Account, error: unknown): Promise<Fault | null> {
  if (hasCode(error, 'INVALID_PASSWORD')) return { of: 'password' };
  // RemotePC documents no code for a wrong password: an unknown code may be it.
  if (error instanceof UpstreamRejectedError && !isKnownRefusal(error)) return { of: 'unknown' };
  return error instanceof UpstreamUnauthorizedError ? whoseFault(account, error) : null;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof UpstreamRejectedError && error.codes.includes(code);
}

function codeOf(error: unknown): string {
  if (error instanceof DeskError) return error.code;
  if (error instanceof UpstreamError) return error.code ?? `upstream_${error.type}`;
  return 'internal';
}

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

/** Codes that rule out that a password was compared. */
const NOT_TRIED: ReadonlySet<string> = new Set([
  'EMAILID_REQUIRED',
  'INVALID_EMAIL',
  'PASSWORD_REQUIRED',
  'USERNAME_REQUIRED',
]);

/** Whether the rejection is about something other than the password. */
function isKnownRefusal({ codes }: UpstreamRejectedError): boolean {
  return codes.some((code) => Object.hasOwn(refusals, code) || NOT_TRIED.has(code));
}

type Circumstances = {
  isTyped: boolean;
  /** Whose fault a 401 is; null for other failures. */
  fault: Fault | null;
};

/** A failed sign-in as an error of the contract, with a next step for a person. */
function autoLoginRefusal(
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

/** A 401: the key's fault only if the key was tested and rejected as well. */
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
