import type { Problem } from '@/lib/contract/problem';
import { autoLoginInputSchema } from '@/lib/contract/users';
import { findAccount } from '@/lib/server/accounts/accounts';
import { prefersHtml } from '@/lib/server/http/answers';
import { readFormOrJson } from '@/lib/server/http/read-input';
import { type Handler, withStaff, resource } from '@/lib/server/http/route';
import { may } from '@/lib/server/policies/permissions';
import { autoLoginFormTargets } from '@/lib/server/sign-in-as/auto-login-form-targets';
import { autoLoginPage, type AutoLoginRetry } from '@/lib/server/sign-in-as/auto-login-page';
import { createAutoLoginLink } from '@/lib/server/sign-in-as/create-auto-login-link';

/** next.config.js leaves this route's policy to it, because its page needs one of its own. */
const CLOSED_POLICY = "default-src 'none'; form-action 'none'; frame-ancestors 'none'";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: asPageWhereAsked((onInput) =>
    withStaff('users.auto_login', async ({ request, actor }) => {
      const input = await readFormOrJson(request, autoLoginInputSchema, ['storePassword']);
      const account = await findAccount(actor, 'remotepc', input.account);
      const { username, reason, ticket } = input;
      onInput({
        username,
        account: account.id,
        mayStore: may(actor, 'passwords.write'),
        ...(reason && { reason }),
        ...(ticket && { ticket }),
        isTyped: input.password !== undefined,
      });
      const link = await createAutoLoginLink(actor, account, input);
      // The link is in `Location` and nowhere else.
      return new Response(null, {
        status: 303,
        headers: {
          location: link,
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
        },
      });
    }),
  ),
});

/** In a new tab, every failure, including a missing session, is a page instead of JSON. */
function asPageWhereAsked(
  makeHandler: (onInput: (retry: AutoLoginRetry) => void) => Handler,
): Handler {
  return async (request, context) => {
    let retry: AutoLoginRetry | null = null;
    const handle = makeHandler((input) => (retry = input));
    const response = await handle(request, context);
    if (response.status < 400 || !prefersHtml(request.headers.get('accept'))) {
      response.headers.set('content-security-policy', CLOSED_POLICY);
      return response;
    }
    const problem = (await response.json()) as Problem;
    const page = autoLoginPage(problem, { retry, formTargets: autoLoginFormTargets() });
    response.headers.forEach((value, name) => {
      if (name !== 'content-type') page.headers.set(name, value);
    });
    return page;
  };
}
