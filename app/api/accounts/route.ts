import { json } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { listAccounts } from '@/lib/accounts/list-accounts';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('accounts.read', async () => {
    const items = listAccounts().map(({ id, upstream, name, isSandbox }) => ({
      id,
      upstream,
      name,
      isSandbox,
      hasSecret: true,
    }));
    return json({ items, total: items.length });
  }),
});
