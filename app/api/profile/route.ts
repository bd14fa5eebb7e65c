import { json } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { changeProfileInputSchema } from '@/lib/schemas/staff';
import { changeProfile, findProfile } from '@/lib/staff/change-profile';

/** Every role may read the users: whoever is signed in has a profile. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ actor }) => json(await findProfile(actor))),

  PATCH: withStaff('users.read', async ({ request, actor }) =>
    json(await changeProfile(actor, await readJson(request, changeProfileInputSchema))),
  ),
});
