import { assignUsersInputSchema } from '@/lib/contract/customers';
import { userAccountQuerySchema } from '@/lib/contract/users';
import { assignUsers } from '@/lib/server/customers/assign-users';
import { json } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

/** Assigns users to a customer by hand: those that are named, or all that a filter finds. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PUT: withStaff('customers.manage', async ({ request, actor }) => {
    const { account } = readQuery(request, userAccountQuerySchema);
    return json(await assignUsers(actor, account, await readJson(request, assignUsersInputSchema)));
  }),
});
