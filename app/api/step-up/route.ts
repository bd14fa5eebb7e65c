import { stepUpInputSchema } from '@/lib/contract/staff';
import { noContentWithSession } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { stepUp } from '@/lib/server/staff/own-account';

/** Every role may view users, so anyone who is signed in may confirm that it is them. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff(
    'profile.write',
    async ({ request, actor }) => {
      const input = await readJson(request, stepUpInputSchema);
      return noContentWithSession(await stepUp(actor, input));
    },
    { mayLackFactor: true },
  ),
});
