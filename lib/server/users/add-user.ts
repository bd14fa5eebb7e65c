import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { DeskError } from '@/lib/server/errors';
import { requirePermission } from '@/lib/server/auth/require-permission';
import type { NewAuditEvent } from '@/lib/server/audit/record-event';
import { recordOutcome } from '@/lib/server/audit/record-outcome';
import { recordRequest } from '@/lib/server/audit/record-request';
import type { Actor } from '@/lib/server/actor';
import { UpstreamError, UpstreamRejectedError } from '@/lib/server/upstreams/channel/errors';
import { describeError, log } from '@/lib/server/log';
import type { AuditOutcome } from '@/lib/contract/audit';
import type { AddUserInput } from '@/lib/contract/users';
import { confirmByList, isListedBefore } from './confirm-by-list';
import { rejectedFields } from './rejected-fields';
import { storePasswords } from '@/lib/server/users/store-passwords';
import { userList } from './user-list';
import { requireOpenVault } from '@/lib/server/vault/vault-refusal';

/**
 * `confirmedBy: 'list'`: no answer came, and the list shows the user that it did not show before.
 * `passwordStored: false`: the user was added, but the password could not be stored.
 */
export type AddedUser = { username: string; confirmedBy?: 'list'; passwordStored?: false };

/**
 * Adds a customer user: sent once. Where the answer is lost the list is read again.
 * @param time waits between two looks at the list; tests inject their own
 * @throws DeskError `email_exists`, `upstream_rejected`, `forbidden`, `step_up_required`, `vault_locked`;
 * `upstream_timeout` and the other words for an answer that leaves it open whether the user was added
 * @throws UpstreamError nothing was done
 */
export async function addUser(
  actor: Actor,
  account: Account,
  input: AddUserInput,
  time?: { sleep: (ms: number) => Promise<unknown> },
): Promise<AddedUser> {
  if (input.storePassword) {
    await requirePermission(actor, 'passwords.write', {
      wayOn: 'Go on without storing the password, or ask an administrator.',
    });
    await requireOpenVault();
  }
  const { seats, notifyUser } = input;
  const list = userList(account);
  const wasListed = await isListedBefore(list, input.email);
  const about = { target: input.email, accountId: account.id };
  await recordRequest(actor, {
    ...about,
    action: 'user.add_requested',
    outcome: 'unknown',
    details: { seats, notifyUser, storePassword: input.storePassword },
  });
  let confirmedBy: 'list' | undefined;
  try {
    await remotepcFor(account).addUser(input);
  } catch (error) {
    if (error instanceof UpstreamError && error.outcome !== 'maybe_sent') {
      await recordOutcome(actor, { ...about, ...endOf(error, 'user.add_failed', 'failure') });
      throw refusal(error);
    }
    const found = await confirmByList(list, input.email, wasListed, time);
    if (found !== true) {
      await recordOutcome(actor, { ...about, ...endOf(error, 'user.add_unconfirmed', 'unknown') });
      throw doubt(error, found);
    }
    confirmedBy = 'list';
  }
  list.invalidate();
  const details = { seats, ...(confirmedBy && { confirmedBy }) };
  await recordOutcome(actor, { ...about, action: 'user.added', outcome: 'success', details });
  const isStored = !input.storePassword || (await tryToStore(actor, account, input));
  return {
    username: input.email,
    ...(confirmedBy && { confirmedBy }),
    ...(!isStored && { passwordStored: false }),
  };
}

/** The user is there; that the password could not be kept must not look as if adding had failed. */
async function tryToStore(actor: Actor, account: Account, input: AddUserInput): Promise<boolean> {
  try {
    await storePasswords(actor, account, [{ username: input.email, password: input.password }]);
    return true;
  } catch (error) {
    log().error(
      { requestId: actor.requestId, error: describeError(error) },
      'password of a new user not stored',
    );
    return false;
  }
}

function endOf(
  error: unknown,
  action: string,
  outcome: AuditOutcome,
): Pick<NewAuditEvent, 'action' | 'outcome' | 'details'> {
  const isKnown = error instanceof UpstreamError;
  const code = isKnown ? (error.code ?? `upstream_${error.kind}`) : 'internal';
  return { action, outcome, details: { code } };
}

/** A definite no: RemotePC's own words at their fields, or the failure as it is. */
function refusal(error: UpstreamError): UpstreamError | DeskError {
  if (!(error instanceof UpstreamRejectedError)) return error;
  const errors = rejectedFields(error);
  const facts = {
    errors,
    upstream: {
      name: error.upstream,
      ...(error.status !== undefined && { status: error.status }),
      ...(error.code !== undefined && { code: error.code }),
    },
    cause: error,
  };
  if (error.codes.includes('EMAIL_EXISTS')) {
    return new DeskError('email_exists', {
      ...facts,
      detail:
        'RemotePC already has an account with this e-mail. Look for it in the list of users, or use another address.',
    });
  }
  const said = errors.map(({ message }) => message).join(' ');
  return new DeskError('upstream_rejected', {
    ...facts,
    detail: said || `RemotePC refused this: ${error.code ?? 'no reason given'}. Nothing was added.`,
  });
}

const findings = {
  absent: 'The list of users was read again and doesn’t show the user yet.',
  listed_before: 'The user was in the list before, so it tells nothing about this attempt.',
  unknown_before:
    'The list shows the user now, but was not known before, so it tells nothing about this attempt.',
  unreadable: 'The list of users could not be read again to find out.',
};

/** Nobody knows whether the user was added. */
function doubt(error: unknown, found: keyof typeof findings): DeskError {
  const wasAnswered =
    error instanceof UpstreamError && (error.status !== undefined || error.kind === 'malformed');
  const code = !wasAnswered
    ? 'upstream_timeout'
    : error.kind === 'malformed'
      ? 'upstream_malformed'
      : 'upstream_unavailable';
  const what = wasAnswered ? 'RemotePC’s answer can’t be relied on.' : 'RemotePC didn’t answer.';
  return new DeskError(code, {
    detail: `${what} It is not known whether the user was added. ${findings[found]} Check the list before you try again.`,
    upstream: {
      name: 'remotepc',
      ...(wasAnswered && error.status !== undefined && { status: error.status }),
    },
    cause: error,
  });
}
