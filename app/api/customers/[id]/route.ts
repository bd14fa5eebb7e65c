import { changeCustomerInputSchema } from '@/lib/contract/customers';
import { changeCustomer, deleteCustomer } from '@/lib/server/customers/change-customers';
import { findCustomer } from '@/lib/server/customers/find-customers';
import { json, noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('customers.read', async ({ params, actor }) => {
    return json(await findCustomer(actor, params.id ?? ''));
  }),

  PATCH: withStaff('customers.manage', async ({ request, params, actor }) => {
    const input = await readJson(request, changeCustomerInputSchema);
    return json(await changeCustomer(actor, params.id ?? '', input));
  }),

  DELETE: withStaff('customers.manage', async ({ params, actor }) => {
    await deleteCustomer(actor, params.id ?? '');
    return noContent();
  }),
});
