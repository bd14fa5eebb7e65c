import { changeStaffPolicyInputSchema } from '@/lib/contract/staff-policy';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { findStaffPolicy } from '@/lib/server/policies/find-policies';
import { changeStaffPolicy } from '@/lib/server/staff/change-staff-policy';

/** Everyone it applies to may read it; administrators change it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async () => json(await findStaffPolicy())),

  PATCH: withStaff('accounts.write', async ({ request, actor }) => {
    const change = await readJson(request, changeStaffPolicyInputSchema);
    const waits = await askFirst(actor, { kind: 'staff_policy', change });
    return waits ? json(waits, { status: 202 }) : json(await changeStaffPolicy(actor, change));
  }),
});
