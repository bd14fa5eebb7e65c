import { jsonWithEtag } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { apiDocument } from '@/lib/server/openapi/document';

/** For anyone who is signed in, and any token: it says how to call, not what is here. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ request }) => jsonWithEtag(request, apiDocument()), {
    forTokens: 'all',
  }),
});
