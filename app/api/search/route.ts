import { searchQuerySchema } from '@/lib/contract/search';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { search } from '@/lib/server/search/search';

/** For anyone signed in, and any token: each part is empty for those who may not see it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff(
    'profile.write',
    async ({ request, actor }) => json(await search(actor, readQuery(request, searchQuerySchema))),
    { forTokens: 'all' },
  ),
});
