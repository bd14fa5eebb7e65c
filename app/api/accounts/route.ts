import { addAccountInputSchema } from '@/lib/contract/accounts';
import { listEveryAccount, toAccountItem } from '@/lib/server/accounts/accounts';
import { addAccount } from '@/lib/server/accounts/manage-accounts';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('accounts.read', async ({ actor }) => {
    const items = (await listEveryAccount(actor)).map(toAccountItem);
    return json({ items, total: items.length });
  }),

  POST: withStaff('accounts.write', async ({ request, actor }) => {
    const input = await readJson(request, addAccountInputSchema);
    const waits = await askFirst(actor, { kind: 'account_add', input });
    return waits
      ? json(waits, { status: 202 })
      : json(await addAccount(actor, input), { status: 201 });
  }),
});
