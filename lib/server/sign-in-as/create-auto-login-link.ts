import 'server-only';
import type { AutoLoginInput, UpstreamUser } from '@/lib/contract/users';
import type { Account } from '@/lib/server/accounts/accounts';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import type { Actor } from '@/lib/server/actor';
import { afterSending, recordOutcome } from '@/lib/server/audit/record';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import { forgetAttempts, settleAttempt } from '@/lib/server/users/sign-in-attempts';
import { storePasswords } from '@/lib/server/users/store-passwords';
import { findListedUser } from '@/lib/server/users/user-list';
import { vaultRefusal } from '@/lib/server/vault/describe-vault';
import {
  readStoredPassword,
  type StoredPasswordRow,
  markPassword,
} from '@/lib/server/vault/open-secret';
import { UnsealError } from '@/lib/server/vault/seal';
import { parseUrl } from '@/lib/shared/parse-url';
import { admitAutoLogin, recordNotAdmitted, refuseEarly } from './admit-auto-login';
import { requireTrustedKey } from './holds';
import { settleFailure, type SignIn } from './settle-failure';

/**
 * The link that signs in as a customer user: a bearer secret, for `Location` and nowhere else. One
 * sign-in upstream, never repeated: the vendor may lock an account.
 * @throws DeskError what `admitAutoLogin` refuses; `password_required`, `vault_locked`,
 * `user_not_found`, `account_suspended`, `account_cancelled`, `ip_blocked`, `upstream_rejected`,
 * `redirect_refused`, `request_in_flight`; `forbidden` and `step_up_required` for storing
 * @throws UpstreamError for failures that aren't about this user
 */
export async function createAutoLoginLink(
  actor: Actor,
  account: Account,
  input: AutoLoginInput,
): Promise<string> {
  const isRemembering = input.storePassword && input.password !== undefined;
  if (isRemembering)
    await requirePermission(actor, 'passwords.write', {
      wayOn: 'Continue without storing the password, or ask an admin.',
    });
  const user = await listedUser(actor, account, input);
  const ofUser = { ...input, username: user.username };
  const client = await remotepcFor(account);
  const admission = await admitAutoLogin(actor, account, ofUser);
  const signIn: SignIn = { ...admission, account, client, input: ofUser, stored: null };
  try {
    await requireTrustedKey(account);
    const link = await ask(actor, signIn, user.listedAs ?? user.username);
    await settleSuccess(actor, signIn);
    return link;
  } catch (error) {
    throw await settleFailure(actor, signIn, error);
  }
}

async function listedUser(
  actor: Actor,
  account: Account,
  input: AutoLoginInput,
): Promise<UpstreamUser> {
  try {
    return await findListedUser(account, input.username, () => refuseEarly(actor, account, input));
  } catch (error) {
    if (error instanceof UpstreamError || error instanceof DeskError) {
      await recordNotAdmitted(actor, account, { input, error: explainError(error) });
    }
    throw error;
  }
}

/** @param listedAs the name as RemotePC itself spells it */
async function ask(actor: Actor, signIn: SignIn, listedAs: string): Promise<string> {
  const { account, client, input } = signIn;
  const { username } = input;
  let { password } = input;
  if (password === undefined) {
    const { row, secret } = await storedPasswordFor(actor, account.id, username);
    signIn.stored = row;
    password = secret;
  }
  const link = await client.createAutoLoginLink({ username: listedAs, password });
  const checked = checkAutoLoginLink(link, account.autoLoginOrigins);
  if (checked !== null) return checked;
  throw new DeskError('redirect_refused', {
    detail:
      'RemotePC’s sign-in link doesn’t have the documented format or leads to a host that isn’t allowed, so it wasn’t opened. Ask your administrator to check the AUTO_LOGIN_HOSTS setting.',
  });
}

const NOT_FOLLOWED_UP = 'sign-in not followed up';

/**
 * A link was returned. Whatever fails from here on is logged: it must not turn a sign-in into an
 * error.
 */
async function settleSuccess(actor: Actor, signIn: SignIn): Promise<void> {
  const { account, input, stored, about, attemptId } = signIn;
  const { username, password } = input;
  const quietly = (work: () => Promise<void>) => afterSending(actor, work, NOT_FOLLOWED_UP);
  await recordOutcome(actor, { ...about, action: 'auto_login.opened', outcome: 'success' });
  await quietly(() => settleAttempt(attemptId, 'opened'));
  await quietly(() => forgetAttempts(account.id, [username]));
  if (stored) await quietly(() => markPassword(actor, stored, 'succeeded'));
  if (input.storePassword && password !== undefined) {
    await quietly(
      async () => void (await storePasswords(actor, account, [{ username, password }])),
    );
  }
}

const MAX_LENGTH = 4_096;
/**
 * Everything after the origin of a documented link: one path, one token, no query and no fragment.
 * Other pages of that host, or parameters of this one, may redirect elsewhere.
 */
const PATH = /^\/rpcnew\/process\/autologin\/[\w.~-]+$/;

/**
 * The link as it may be sent in `Location`, or null if it doesn't exactly have the documented form
 * on one of the account's own origins: `https://` on an allow-listed host (the sandbox has its own
 * origin), default port, no user-info. What is checked is what is sent: text that a parser would
 * spell differently is refused, so that no browser reads it differently than we did.
 * @param allowedOrigins as `URL.origin` spells them
 */
export function checkAutoLoginLink(
  link: unknown,
  allowedOrigins: readonly string[],
): string | null {
  if (typeof link !== 'string' || link.length > MAX_LENGTH) return null;
  const url = parseUrl(link);
  if (!url) return null;
  if (url.href !== link || url.username !== '' || url.password !== '') return null;
  if (!allowedOrigins.includes(url.origin)) return null;
  return PATH.test(link.slice(url.origin.length)) ? link : null;
}

/**
 * The stored password for one sign-in. One that RemotePC rejected isn't even decrypted: a person
 * has to enter another.
 * @throws DeskError `password_required`, `vault_locked`
 */
async function storedPasswordFor(
  actor: Actor,
  accountId: string,
  username: string,
): Promise<{ row: StoredPasswordRow; secret: string }> {
  const read = readStoredPassword(actor, accountId, username, refuseRefused);
  const stored = await read.catch((error: unknown) => {
    if (!(error instanceof UnsealError)) throw vaultRefusal(error);
    throw required(
      'The stored password is damaged and can’t be decrypted. Enter the user’s password. You can store it again.',
    );
  });
  if (stored !== null) return stored;
  throw required('No password is stored for this user. Enter it to sign in.');
}

function refuseRefused({ refusedAt }: StoredPasswordRow): void {
  if (refusedAt === null) return;
  throw required(
    `RemotePC rejected the stored password on ${refusedAt.toISOString().slice(0, 10)}, so it isn’t tried again. Enter the user’s current password, and store it instead.`,
  );
}

function required(detail: string): DeskError {
  return new DeskError('password_required', { detail });
}
