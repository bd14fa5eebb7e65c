import { json } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { decideApprovalInputSchema } from '@/lib/schemas/approvals';
import { decideApproval } from '@/lib/users/decide-approval';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('approvals.decide', async ({ request, params, actor }) => {
    const input = await readJson(request, decideApprovalInputSchema);
    return json(await decideApproval(actor, params.id ?? '', input));
  }),
});
