import { findAccount } from '@/lib/accounts/find-account';
import { idempotent } from '@/lib/api/idempotent';
import { json } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import {
  addUserInputSchema,
  listUsersQuerySchema,
  userAccountQuerySchema,
} from '@/lib/schemas/users';
import { addUser } from '@/lib/users/add-user';
import { jsonWithEtag } from '@/lib/users/json-with-etag';
import { listUsers } from '@/lib/users/list-users';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ request }) => {
    const query = readQuery(request, listUsersQuerySchema);
    return jsonWithEtag(request, await listUsers(query));
  }),

  POST: withStaff('users.write', async ({ request, actor }) => {
    const account = findAccount('remotepc', readQuery(request, userAccountQuerySchema).account);
    const input = await readJson(request, addUserInputSchema);
    const call = {
      request,
      actor,
      route: 'POST /api/users',
      input: { account: account.id, ...input },
    };
    return idempotent(call, async () => {
      return json(await addUser(actor, account, input), { status: 201 });
    });
  }),
});
