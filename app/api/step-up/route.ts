import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { noContentWithSession } from '@/lib/api/no-content-with-session';
import { withStaff } from '@/lib/api/with-staff';
import { stepUpInputSchema } from '@/lib/schemas/staff';
import { stepUp } from '@/lib/staff/step-up';

/** Every role may read the users: whoever is signed in may confirm that they still are it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('users.read', async ({ request, actor }) => {
    const { password } = await readJson(request, stepUpInputSchema);
    return noContentWithSession(await stepUp(actor, password));
  }),
});
