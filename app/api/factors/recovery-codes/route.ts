import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { renewRecoveryCodes } from '@/lib/server/staff/own-factors';

/** A new set; the earlier codes stop working. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('profile.write', async ({ actor }) =>
    json({ recoveryCodes: await renewRecoveryCodes(actor) }),
  ),
});
