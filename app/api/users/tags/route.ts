import { changeTagsInputSchema } from '@/lib/contract/annotations';
import { userFiltersSchema } from '@/lib/contract/users';
import { json } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeTags } from '@/lib/server/users/change-tags';

/** Adds and removes tags of many users: of those that match the query, the named ones or all. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('users.annotate', async ({ request, actor }) => {
    const filters = readQuery(request, userFiltersSchema);
    return json(await changeTags(actor, filters, await readJson(request, changeTagsInputSchema)));
  }),
});
