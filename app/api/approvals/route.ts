import { findAccount } from '@/lib/server/accounts/find-account';
import { json } from '@/lib/server/http/json';
import { readJson } from '@/lib/server/http/read-json';
import { readQuery } from '@/lib/server/http/read-query';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { askApprovalInputSchema, listApprovalsQuerySchema } from '@/lib/contract/approvals';
import { userAccountQuerySchema } from '@/lib/contract/users';
import { askApproval } from '@/lib/server/sign-in-as/ask-approval';
import { listApprovals } from '@/lib/server/sign-in-as/list-approvals';

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
