import 'server-only';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditOutcome } from '@/lib/contract/audit';
import type { InputFault } from '@/lib/contract/problem';
import type { AddUserInput, UpstreamUser } from '@/lib/contract/users';
import type { Account } from '@/lib/server/accounts/accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import type { SeenList } from '@/lib/server/accounts/upstream-list';
import type { Actor } from '@/lib/server/actor';
import { type NewAuditEvent, recordOutcome, recordRequest } from '@/lib/server/audit/record';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { describeError, log } from '@/lib/server/log';
import { UpstreamError, UpstreamRejectedError } from '@/lib/server/upstreams/channel/errors';
import { storePasswords } from '@/lib/server/users/store-passwords';
import { requireOpenVault } from '@/lib/server/vault/describe-vault';
import type { AuditAction } from '@/lib/shared/audit-actions';
import { userList } from './user-list';
import { usersInScope } from './assignments';

/**
 * `confirmedBy: 'list'`: no response came, but the list now includes the user and didn't before.
 * `passwordStored: false`: the user was added, but the password couldn't be stored.
 */
export type AddedUser = { username: string; confirmedBy?: 'list'; passwordStored?: false };

/**
 * Adds a customer user: sent once. If the response is lost, the list is read again.
 * @param time waits between two checks of the list; tests inject their own
 * @throws DeskError `email_exists`, `upstream_rejected`, `not_found`, `step_up_required`,
 * `vault_locked`; `upstream_timeout` and the other codes of a response that leaves open whether the
 * user was added
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
      wayOn: 'Continue without storing the password, or ask an admin.',
    });
    await requireOpenVault();
  }
  await requireOwnCustomers(account, input.email);
  const { seats, notifyUser } = input;
  const client = await remotepcFor(account);
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
    await client.addUser(input);
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

/**
 * Someone confined to customers adds users to these alone: another one wouldn't be theirs.
 * @throws DeskError `not_found`, as for whatever they don't see
 */
async function requireOwnCustomers(account: Account, email: string): Promise<void> {
  const isTheirs = await usersInScope(account, [email]);
  if (isTheirs(email)) return;
  const message = 'This address doesn’t belong to one of your customers.';
  throw new DeskError('not_found', {
    detail: `${message} Use an address with one of their domains, or ask someone who sees all customers.`,
    errors: [{ path: 'email', code: 'not_your_customer', message }],
  });
}

/** The user exists; a password that couldn't be stored must not look as if adding had failed. */
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
  action: AuditAction,
  outcome: AuditOutcome,
): Pick<NewAuditEvent, 'action' | 'outcome' | 'details'> {
  const isKnown = error instanceof UpstreamError;
  const code = isKnown ? (error.code ?? `upstream_${error.type}`) : 'internal';
  return { action, outcome, details: { code } };
}

/** A definite rejection: RemotePC's own codes at their fields, or the failure as it is. */
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
        'RemotePC already has an account with this email. Find it in the list of users, or use another address.',
    });
  }
  const said = errors.map(({ message }) => message).join(' ');
  return new DeskError('upstream_rejected', {
    ...facts,
    detail:
      said || `RemotePC rejected the user: ${error.code ?? 'no reason given'}. Nothing was added.`,
  });
}

const findings = {
  absent: 'The refreshed list of users doesn’t include the user yet.',
  listed_before: 'The user was already in the list before, so the list can’t confirm it.',
  unknown_before:
    'The list includes the user now, but may have done so before, so it can’t confirm it.',
  unreadable: 'The list of users couldn’t be refreshed to find out.',
};

/** It isn't known whether the user was added. */
function doubt(error: unknown, found: keyof typeof findings): DeskError {
  const wasAnswered =
    error instanceof UpstreamError && (error.status !== undefined || error.type === 'malformed');
  const code = !wasAnswered
    ? 'upstream_timeout'
    : error.type === 'malformed'
      ? 'upstream_malformed'
      : 'upstream_unavailable';
  const what = wasAnswered ? 'RemotePC’s response is unclear.' : 'RemotePC didn’t respond.';
  return new DeskError(code, {
    detail: `${what} The user may have been added. ${findings[found]} Check the list before you try again.`,
    upstream: {
      name: 'remotepc',
      ...(wasAnswered && error.status !== undefined && { status: error.status }),
    },
    cause: error,
  });
}

/** Checks of the list after a lost response: at once, and again for a delayed effect. */
const WAITS_MS = [0, 2_000];
const MAX_BUDGET_MS = 15_000;
/** How long adding waits for a list, to know who was there before. */
const BEFORE_WAIT_MS = 3_000;

type Time = { sleep: (ms: number) => Promise<unknown> };
const systemTime: Time = { sleep: (ms) => delay(ms, undefined, { ref: false }) };

/**
 * Whether the email is in the list before a write; null if no list is available soon. Fetches it if
 * none is fresh: an older one would prove nothing.
 */
async function isListedBefore(
  list: SeenList<UpstreamUser>,
  email: string,
): Promise<boolean | null> {
  const fetched = list.read({ waitMs: BEFORE_WAIT_MS }).then(
    ({ items, isStale }) => (isStale ? null : has(items, email)),
    () => null,
  );
  return Promise.race([fetched, systemTime.sleep(BEFORE_WAIT_MS).then(() => null)]);
}

/**
 * Checks the list for whether a write without a response was carried out, within the time of one
 * upstream call.
 * @returns true: the user is there now and wasn't before. Otherwise why it can't be determined.
 */
async function confirmByList(
  list: SeenList<UpstreamUser>,
  email: string,
  wasListed: boolean | null,
  time: Time = systemTime,
): Promise<true | 'absent' | 'listed_before' | 'unknown_before' | 'unreadable'> {
  const budgetMs = Math.min(env().upstreamTimeoutMs, MAX_BUDGET_MS);
  const deadline = delay(budgetMs + sum(WAITS_MS), null, { ref: false });
  let found: 'absent' | 'unreadable' = 'unreadable';
  for (const waitMs of WAITS_MS) {
    if (waitMs > 0) await time.sleep(Math.min(waitMs, budgetMs));
    list.invalidate();
    const items = await Promise.race([
      list.refresh().then(
        (fetched) => fetched.items,
        () => null,
      ),
      deadline,
    ]);
    if (items === null) continue;
    if (has(items, email)) {
      if (wasListed === false) return true;
      return wasListed === null ? 'unknown_before' : 'listed_before';
    }
    found = 'absent';
  }
  return found;
}

function has(items: readonly UpstreamUser[], email: string): boolean {
  return items.some(({ username }) => username === email);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

type Field = { path: string; message: string };

const fields: Record<string, Field> = {
  EMAIL_EXISTS: { path: 'email', message: 'RemotePC already has an account with this email.' },
  FIRSTNAME_REQUIRED: { path: 'firstName', message: 'RemotePC requires a first name.' },
  LASTNAME_REQUIRED: { path: 'lastName', message: 'RemotePC requires a last name.' },
  EMAILID_REQUIRED: { path: 'email', message: 'RemotePC requires an email address.' },
  ENTER_VALID_EMAIL: { path: 'email', message: 'RemotePC doesn’t accept this email address.' },
  INVALID_EMAIL: { path: 'email', message: 'RemotePC doesn’t accept this email address.' },
  PASSWORD_REQUIRED: { path: 'password', message: 'RemotePC requires a password.' },
  INVALID_PASSWORD: {
    path: 'password',
    message: 'RemotePC doesn’t accept this password. Try a longer one with letters and digits.',
  },
  USERNAME_REQUIRED: {
    path: 'username',
    message: 'RemotePC requires the user’s email address.',
  },
};

/** RemotePC's error codes that concern one field, as errors of our input. */
export function rejectedFields(
  error: UpstreamRejectedError,
  renamed: Record<string, string> = {},
): InputFault[] {
  return error.codes.flatMap((code) => {
    const field = Object.hasOwn(fields, code) ? fields[code] : undefined;
    if (!field) return [];
    return [{ path: renamed[field.path] ?? field.path, code, message: field.message }];
  });
}
