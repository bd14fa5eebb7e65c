import { changePasswordInputSchema } from '@/lib/contract/staff';
import { noContentWithSession } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changePassword } from '@/lib/server/staff/own-account';

/** Every role may view users, so anyone who is signed in may change their own password. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('profile.write', async ({ request, actor }) => {
    const input = await readJson(request, changePasswordInputSchema);
    return noContentWithSession(await changePassword(actor, input));
  }),
});
