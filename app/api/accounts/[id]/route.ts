import { changeAccountInputSchema, deleteAccountQuerySchema } from '@/lib/contract/accounts';
import { findAnyAccount, toAccountItem } from '@/lib/server/accounts/accounts';
import { deleteAccount } from '@/lib/server/accounts/delete-account';
import { changeAccount } from '@/lib/server/accounts/manage-accounts';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json, noContent } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { cancelBatchesOf } from '@/lib/server/invitations/cancel-batch';
import { resumeBatchesOf } from '@/lib/server/invitations/pause';
import { trustKey } from '@/lib/server/sign-in-as/holds';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('accounts.write', async ({ request, params, actor }) => {
    const id = params.id ?? '';
    const change = await readJson(request, changeAccountInputSchema);
    const waits = await askFirst(actor, { kind: 'account_change', id, change });
    if (waits) return json(waits, { status: 202 });
    await changeAccount(actor, id, change);
    // What waited for the account or its key doesn't have to wait for the next check.
    if (change.isDisabled === false || change.secret !== undefined || change.usePrevious) {
      await trustKey(id);
      await resumeBatchesOf(id);
    }
    return json(toAccountItem(await findAnyAccount(actor, id)));
  }),

  DELETE: withStaff('accounts.write', async ({ request, params, actor }) => {
    const id = params.id ?? '';
    const { confirm } = readQuery(request, deleteAccountQuerySchema);
    const waits = await askFirst(actor, { kind: 'account_delete', id, confirm });
    if (waits) return json(waits, { status: 202 });
    await deleteAccount(actor, id, { confirm, stop: (tx) => cancelBatchesOf(actor, id, tx) });
    return noContent();
  }),
});
