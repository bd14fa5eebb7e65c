import { mergeCustomerInputSchema } from '@/lib/contract/customers';
import { mergeCustomers } from '@/lib/server/customers/merge-customers';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

/** Answers with the customer that has everything now. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('customers.manage', async ({ request, params, actor }) => {
    const { into } = await readJson(request, mergeCustomerInputSchema);
    return json(await mergeCustomers(actor, params.id ?? '', into));
  }),
});
