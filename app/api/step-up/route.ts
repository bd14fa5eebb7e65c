import { readJson } from '@/lib/server/http/read-json';
import { resource } from '@/lib/server/http/resource';
import { noContentWithSession } from '@/lib/server/http/no-content-with-session';
import { withStaff } from '@/lib/server/http/with-staff';
import { stepUpInputSchema } from '@/lib/contract/staff';
import { stepUp } from '@/lib/server/staff/step-up';

/** Every role may read the users: whoever is signed in may confirm that they still are it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('users.read', async ({ request, actor }) => {
    const { password } = await readJson(request, stepUpInputSchema);
    return noContentWithSession(await stepUp(actor, password));
  }),
});
