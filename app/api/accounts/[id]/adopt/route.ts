import { adoptAccount } from '@/lib/server/accounts/manage-accounts';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json, noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

/** Moves the secret of an account from the server's settings into the vault. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('accounts.write', async ({ params, actor }) => {
    const id = params.id ?? '';
    const waits = await askFirst(actor, { kind: 'account_adopt', id });
    if (waits) return json(waits, { status: 202 });
    await adoptAccount(actor, id);
    return noContent();
  }),
});
