import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { listTokenCalls } from '@/lib/server/staff/own-tokens';

/** The last hundred calls with one of the signed-in person's own API tokens. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ params, actor }) =>
    json({ items: await listTokenCalls(actor, params.id ?? '') }),
  ),
});
