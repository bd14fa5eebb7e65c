import { findAccount } from '@/lib/accounts/find-account';
import { json } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { askApprovalInputSchema, listApprovalsQuerySchema } from '@/lib/schemas/approvals';
import { userAccountQuerySchema } from '@/lib/schemas/users';
import { askApproval } from '@/lib/users/ask-approval';
import { listApprovals } from '@/lib/users/list-approvals';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.auto_login', async ({ request, actor }) => {
    return json(await listApprovals(actor, readQuery(request, listApprovalsQuerySchema)));
  }),

  POST: withStaff('users.auto_login', async ({ request, actor }) => {
    const account = findAccount('remotepc', readQuery(request, userAccountQuerySchema).account);
    const input = await readJson(request, askApprovalInputSchema);
    return json(await askApproval(actor, account, input), { status: 201 });
  }),
});
