import {
  addUserInputSchema,
  listUsersQuerySchema,
  userAccountQuerySchema,
} from '@/lib/contract/users';
import { findAccount } from '@/lib/server/accounts/accounts';
import { json, jsonWithEtag } from '@/lib/server/http/answers';
import { idempotent } from '@/lib/server/http/idempotent';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { addUser } from '@/lib/server/users/add-user';
import { listUsers } from '@/lib/server/users/list-users';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ request, actor }) => {
    const query = readQuery(request, listUsersQuerySchema);
    return jsonWithEtag(request, await listUsers(actor, query));
  }),

  POST: withStaff('users.write', async ({ request, actor }) => {
    const account = await findAccount(
      actor,
      'remotepc',
      readQuery(request, userAccountQuerySchema).account,
    );
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
