import { authenticationOptions } from '@/lib/server/auth/factors/passkeys';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

/** For `POST /api/step-up` with one of the person's own passkeys. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('profile.write', async ({ actor }) => json(await authenticationOptions(actor))),
});
