import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { findUser } from '@/lib/server/users/find-user';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ actor, params }) => {
    return json(await findUser(actor, params.key ?? ''));
  }),
});
