import { listFactors } from '@/lib/server/auth/factors/list-factors';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

/** Every role may view users, so anyone who is signed in may see their own factors. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) => json(await listFactors(actor.id)), {
    mayLackFactor: true,
  }),
});
