import 'server-only';
import type { Account } from '../accounts/account';
import { remotepcFor } from '../accounts/upstream-clients';
import { ApiError } from '../api/api-error';
import { requirePermission } from '../api/require-permission';
import type { Actor } from '../auth/actor';
import type { AutoLoginInput } from '../schemas/users';
import { admitAutoLogin } from './admit-auto-login';
import { checkAutoLoginLink } from './check-auto-login-link';
import { requireTrustedKey } from './doubted-key';
import { onceAtATime } from './once-at-a-time';
import { settleFailure, settleSuccess, type SignIn } from './settle-auto-login';
import { storedPasswordFor } from './stored-password-for';

/**
 * The link that signs in as a customer user: a bearer secret, for `Location` and nowhere else. One
 * sign-in upstream, never repeated: the vendor may lock an account.
 * @throws ApiError what `admitAutoLogin` refuses; `password_required`, `vault_locked`,
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
  return onceAtATime(`${actor.id} ${account.id} ${input.username}`, async () => {
    const admission = await admitAutoLogin(actor, account, input);
    const signIn: SignIn = { ...admission, account, input, stored: null };
    try {
      await requireTrustedKey(account);
      const link = await ask(actor, signIn);
      await settleSuccess(actor, signIn);
      return link;
    } catch (error) {
      throw await settleFailure(actor, signIn, error);
    }
  });
}

async function ask(actor: Actor, signIn: SignIn): Promise<string> {
  const { account, input } = signIn;
  const { username } = input;
  let { password } = input;
  if (password === undefined) {
    const { row, secret } = await storedPasswordFor(actor, account.id, username);
    signIn.stored = row;
    password = secret;
  }
  const link = await remotepcFor(account).createAutoLoginLink({ username, password });
  const checked = checkAutoLoginLink(link, account.autoLoginOrigins);
  if (checked !== null) return checked;
  throw new ApiError('redirect_refused', {
    detail:
      'RemotePC’s sign-in link leads to a place that isn’t allowed here, so it was not opened. Tell your administrator; the allowed hosts are the setting AUTO_LOGIN_HOSTS.',
  });
}
