import { listCustomerSignIns } from '@/lib/server/customers/sign-ins';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

/** Who signed in as the customer's users, when and why. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('activity.read', async ({ params, actor }) =>
    json(await listCustomerSignIns(actor, params.id ?? '')),
  ),
});
