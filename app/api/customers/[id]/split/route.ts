import { splitCustomerInputSchema } from '@/lib/contract/customers';
import { splitCustomer } from '@/lib/server/customers/split-customer';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

/** Answers with both customers. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('customers.manage', async ({ request, params, actor }) => {
    const input = await readJson(request, splitCustomerInputSchema);
    return json(await splitCustomer(actor, params.id ?? '', input));
  }),
});
