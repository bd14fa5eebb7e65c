import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { deleteToken } from '@/lib/server/staff/own-tokens';

/** One of the signed-in person's own API tokens. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('profile.write', async ({ params, actor }) => {
    await deleteToken(actor, params.id ?? '');
    return noContent();
  }),
});
