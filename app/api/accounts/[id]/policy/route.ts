import { findAccount } from '@/lib/accounts/find-account';
import { findPolicy } from '@/lib/accounts/find-policy';
import { savePolicy } from '@/lib/accounts/save-policy';
import { json } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { accountPolicySchema } from '@/lib/schemas/policy';

/** Who reads the users reads what holds for them; administrators lay it down. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ params }) => {
    const { id } = findAccount('remotepc', params.id ?? '');
    return json(await findPolicy(id));
  }),

  PUT: withStaff('accounts.write', async ({ request, params, actor }) => {
    const { id } = findAccount('remotepc', params.id ?? '');
    const policy = await readJson(request, accountPolicySchema);
    return json(await savePolicy(actor, id, policy));
  }),
});
