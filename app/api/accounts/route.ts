import { listAccounts } from '@/lib/server/accounts/accounts';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

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
