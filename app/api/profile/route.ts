import { changeProfileInputSchema } from '@/lib/contract/staff';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeProfile, findProfile } from '@/lib/server/staff/own-account';

/** Every role may view users, so anyone who is signed in has a profile. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('profile.write', async ({ actor }) => json(await findProfile(actor))),

  PATCH: withStaff('profile.write', async ({ request, actor }) =>
    json(await changeProfile(actor, await readJson(request, changeProfileInputSchema))),
  ),
});
