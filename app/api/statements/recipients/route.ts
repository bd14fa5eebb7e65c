import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { listRecipients } from '@/lib/server/statements/readers';

/** Who can be chosen to get statements by email. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('customers.manage', async ({ actor }) => json(await listRecipients(actor))),
});
