import { rotateAccessKey } from '@/lib/server/accounts/rotate-access-key';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

/** Gives a remote.it account a new access key, and disables the old one. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('accounts.write', async ({ params, actor }) =>
    json(await rotateAccessKey(actor, params.id ?? '')),
  ),
});
