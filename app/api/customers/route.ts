import { addCustomerInputSchema, listCustomersQuerySchema } from '@/lib/contract/customers';
import { addCustomer } from '@/lib/server/customers/change-customers';
import { listCustomers } from '@/lib/server/customers/list-customers';
import { json, jsonWithEtag } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('customers.read', async ({ request, actor }) => {
    const query = readQuery(request, listCustomersQuerySchema);
    return jsonWithEtag(request, await listCustomers(actor, query));
  }),

  POST: withStaff('customers.manage', async ({ request, actor }) => {
    const input = await readJson(request, addCustomerInputSchema);
    return json(await addCustomer(actor, input), { status: 201 });
  }),
});
