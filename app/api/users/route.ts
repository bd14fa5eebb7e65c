import { findAccount } from '@/lib/server/accounts/find-account';
import { idempotent } from '@/lib/server/http/idempotent';
import { json } from '@/lib/server/http/json';
import { readJson } from '@/lib/server/http/read-json';
import { readQuery } from '@/lib/server/http/read-query';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import {
  addUserInputSchema,
  listUsersQuerySchema,
  userAccountQuerySchema,
} from '@/lib/contract/users';
import { addUser } from '@/lib/server/users/add-user';
import { jsonWithEtag } from '@/lib/server/http/json-with-etag';
import { listUsers } from '@/lib/server/users/list-users';

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
