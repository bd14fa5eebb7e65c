import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { describeVault } from '@/lib/server/vault/describe-vault';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('settings.read', async ({ actor }) => json(await describeVault(actor))),
});
