import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { noContentWithSession } from '@/lib/api/no-content-with-session';
import { withStaff } from '@/lib/api/with-staff';
import { changePasswordInputSchema } from '@/lib/schemas/staff';
import { changePassword } from '@/lib/staff/change-password';

/** Every role may read the users: whoever is signed in may change their own password. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('users.read', async ({ request, actor }) => {
    const input = await readJson(request, changePasswordInputSchema);
    return noContentWithSession(await changePassword(actor, input));
  }),
});
