import { annotateUserInputSchema, listTagsQuerySchema } from '@/lib/contract/annotations';
import { userAccountQuerySchema } from '@/lib/contract/users';
import { findAccount, findAccounts } from '@/lib/server/accounts/accounts';
import { json } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { annotateUser, listTags } from '@/lib/server/users/annotations';

/** Our own notes and tags on customer users: the tags in use, and changing those of one user. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ request, actor }) => {
    const { account } = readQuery(request, listTagsQuerySchema);
    return json(await listTags(await findAccounts(actor, 'remotepc', account)));
  }),

  PATCH: withStaff('users.annotate', async ({ request, actor }) => {
    const { account: id } = readQuery(request, userAccountQuerySchema);
    const account = await findAccount(actor, 'remotepc', id);
    return json(
      await annotateUser(actor, account, await readJson(request, annotateUserInputSchema)),
    );
  }),
});
