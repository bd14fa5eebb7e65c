import { json, noContentWithSession } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { removeTotp, startTotp } from '@/lib/server/staff/own-factors';

/** The signed-in person's own authenticator app. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff(
    'profile.write',
    async ({ actor }) => json(await startTotp(actor), { status: 201 }),
    { mayLackFactor: true },
  ),

  DELETE: withStaff('profile.write', async ({ actor }) =>
    noContentWithSession(await removeTotp(actor)),
  ),
});
