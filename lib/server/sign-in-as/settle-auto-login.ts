import 'server-only';
import type { AutoLoginInput } from '@/lib/contract/users';
import type { Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { recordOutcome } from '@/lib/server/audit/record';
import { DeskError } from '@/lib/server/errors';
import { describeError, log } from '@/lib/server/log';
import {
  UpstreamError,
  UpstreamForbiddenError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
} from '@/lib/server/upstreams/channel/errors';
import { forgetAttempts, settleAttempt } from '@/lib/server/users/sign-in-attempts';
import { storePasswords } from '@/lib/server/users/store-passwords';
import type { StoredPasswordRow } from '@/lib/server/vault/open-secret';
import { markPassword } from '@/lib/server/vault/stored-passwords';
import type { Admission } from './admit-auto-login';
import { autoLoginRefusal, isKnownRefusal } from './auto-login-refusal';
import { doubtKey, holdSignIns, whoseFault, type Fault } from './holds';
import { giveBackApproval } from './spend-approval';

export type SignIn = Admission & {
  account: Account;
  input: AutoLoginInput;
  /** The stored password that was used; null: it was typed, or none was opened. */
  stored: StoredPasswordRow | null;
};

/** A link came. Whatever fails from here on is logged: it must not turn a sign-in into an error. */
export async function settleSuccess(actor: Actor, signIn: SignIn): Promise<void> {
  const { account, input, stored, about, attemptId } = signIn;
  const { username, password } = input;
  await recordOutcome(actor, { ...about, action: 'auto_login.opened', outcome: 'success' });
  await quietly(actor, () => settleAttempt(attemptId, 'opened'));
  await quietly(actor, () => forgetAttempts(account.id, [username]));
  if (stored) await quietly(actor, () => markPassword(actor, stored, 'succeeded'));
  if (input.storePassword && password !== undefined) {
    await quietly(
      actor,
      async () => void (await storePasswords(actor, account, [{ username, password }])),
    );
  }
}

/** No link. @returns what to answer */
export async function settleFailure(
  actor: Actor,
  signIn: SignIn,
  error: unknown,
): Promise<unknown> {
  const { account, input, stored, about, approvalId, attemptId } = signIn;
  const isOpen = error instanceof UpstreamError && error.outcome === 'maybe_sent';
  if (error instanceof UpstreamForbiddenError) {
    await quietly(actor, async () => void (await doubtKey(account.id)));
  }
  const fault = await faultOf(account, error);
  await recordOutcome(actor, {
    ...about,
    action: isOpen ? 'auto_login.unconfirmed' : 'auto_login.failed',
    outcome: isOpen ? 'unknown' : 'failure',
    details: { ...about.details, code: codeOf(error), ...(fault && { cause: fault.of }) },
  });
  const customer = { accountId: account.id, username: input.username };
  if (hasCode(error, 'IP_ADDRESS_BLOCKED')) await quietly(actor, () => holdSignIns(customer));
  // Refused, perhaps refused, or without an answer: RemotePC may have counted it, and so do we.
  const isRefused = fault?.of === 'password' || fault?.of === 'unknown';
  const result = isRefused ? 'refused' : isOpen ? 'lost' : null;
  await quietly(actor, () => settleAttempt(attemptId, result));
  if (!isOpen && approvalId) await quietly(actor, () => giveBackApproval(approvalId));
  if (stored) {
    const use = fault?.of === 'password' ? 'refused' : 'open';
    await quietly(actor, () => markPassword(actor, stored, use));
  }
  if (!(error instanceof UpstreamError)) return error;
  return autoLoginRefusal(error, { isTyped: input.password !== undefined, fault });
}

/** Whose fault a refusal is; null where it is neither the password's nor the key's. */
async function faultOf(account: Account, error: unknown): Promise<Fault | null> {
  if (hasCode(error, 'INVALID_PASSWORD')) return { of: 'password' };
  // RemotePC documents no word for a wrong password: one we don't know may be it.
  if (error instanceof UpstreamRejectedError && !isKnownRefusal(error)) return { of: 'unknown' };
  return error instanceof UpstreamUnauthorizedError ? whoseFault(account, error) : null;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof UpstreamRejectedError && error.codes.includes(code);
}

async function quietly(actor: Actor, work: () => Promise<void>): Promise<void> {
  try {
    // A connection may break at any time, and the pool then has another.
    await work().catch(work);
  } catch (error) {
    const { requestId } = actor;
    log().error({ requestId, error: describeError(error) }, 'sign-in not followed up');
  }
}

function codeOf(error: unknown): string {
  if (error instanceof DeskError) return error.code;
  if (error instanceof UpstreamError) return error.code ?? `upstream_${error.type}`;
  return 'internal';
}
