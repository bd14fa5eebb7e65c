import { acceptSuggestionsInputSchema } from '@/lib/contract/customers';
import { acceptSuggestions, suggestCustomers } from '@/lib/server/customers/suggestions';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

/** Companies that domains suggest; POST creates some of them, or all. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('customers.read', async ({ actor }) => json(await suggestCustomers(actor))),

  POST: withStaff('customers.manage', async ({ request, actor }) => {
    const input = await readJson(request, acceptSuggestionsInputSchema);
    return json(await acceptSuggestions(actor, input), { status: 201 });
  }),
});
