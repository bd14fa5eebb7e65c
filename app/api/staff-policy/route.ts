import { json } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { findStaffPolicy } from '@/lib/auth/find-staff-policy';
import { staffPolicySchema } from '@/lib/schemas/staff-policy';
import { saveStaffPolicy } from '@/lib/staff/save-staff-policy';

/** Whom it holds for reads it; administrators lay it down. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async () => json(await findStaffPolicy())),

  PUT: withStaff('accounts.write', async ({ request, actor }) => {
    const policy = await readJson(request, staffPolicySchema);
    return json(await saveStaffPolicy(actor, policy));
  }),
});
