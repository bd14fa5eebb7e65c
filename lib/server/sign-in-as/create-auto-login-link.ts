import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import { remotepcFor } from '@/lib/server/accounts/upstream-clients';
import { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import { requirePermission } from '@/lib/server/auth/require-permission';
import type { Actor } from '@/lib/server/actor';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import type { AutoLoginInput, UpstreamUser } from '@/lib/contract/users';
import { admitAutoLogin, recordNotAdmitted, refuseEarly } from './admit-auto-login';
import { checkAutoLoginLink } from './check-auto-login-link';
import { requireTrustedKey } from './doubted-key';
import { findListedUser } from './find-listed-user';
import { settleFailure, settleSuccess, type SignIn } from './settle-auto-login';
import { storedPasswordFor } from './stored-password-for';

/**
 * The link that signs in as a customer user: a bearer secret, for `Location` and nowhere else. One
 * sign-in upstream, never repeated: the vendor may lock an account.
 * @throws DeskError what `admitAutoLogin` refuses; `password_required`, `vault_locked`,
 * `user_not_found`, `account_suspended`, `account_cancelled`, `ip_blocked`, `upstream_rejected`,
 * `redirect_refused`, `request_in_flight`; `forbidden` and `step_up_required` for storing
 * @throws UpstreamError for the failures that are not about this customer
 */
export async function createAutoLoginLink(
  actor: Actor,
  account: Account,
  input: AutoLoginInput,
): Promise<string> {
  const isRemembering = input.storePassword && input.password !== undefined;
  if (isRemembering)
    await requirePermission(actor, 'passwords.write', {
      wayOn: 'Go on without storing the password, or ask an administrator.',
    });
  const user = await listedUser(actor, account, input);
  const ofUser = { ...input, username: user.username };
  const admission = await admitAutoLogin(actor, account, ofUser);
  const signIn: SignIn = { ...admission, account, input: ofUser, stored: null };
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
  const { account, input } = signIn;
  const { username } = input;
  let { password } = input;
  if (password === undefined) {
    const { row, secret } = await storedPasswordFor(actor, account.id, username);
    signIn.stored = row;
    password = secret;
  }
  const link = await remotepcFor(account).createAutoLoginLink({ username: listedAs, password });
  const checked = checkAutoLoginLink(link, account.autoLoginOrigins);
  if (checked !== null) return checked;
  throw new DeskError('redirect_refused', {
    detail:
      'RemotePC’s sign-in link isn’t of the documented form or leads to a host that isn’t allowed here, so it was not opened. Ask your administrator to check the setting AUTO_LOGIN_HOSTS.',
  });
}
