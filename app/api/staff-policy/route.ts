import { json } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { findStaffPolicy } from '@/lib/auth/find-staff-policy';
import { changeStaffPolicyInputSchema } from '@/lib/schemas/staff-policy';
import { changeStaffPolicy } from '@/lib/staff/change-staff-policy';

/** Whom it holds for reads it; administrators change it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async () => json(await findStaffPolicy())),

  PATCH: withStaff('accounts.write', async ({ request, actor }) => {
    const change = await readJson(request, changeStaffPolicyInputSchema);
    return json(await changeStaffPolicy(actor, change));
  }),
});
