import { adoptAccount } from '@/lib/server/accounts/manage-accounts';
import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

/** Moves the secret of an account from the server's settings into the vault. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('accounts.write', async ({ params, actor }) => {
    await adoptAccount(actor, params.id ?? '');
    return noContent();
  }),
});
