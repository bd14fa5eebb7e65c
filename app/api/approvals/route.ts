import { askApprovalInputSchema, listApprovalsQuerySchema } from '@/lib/contract/approvals';
import { userAccountQuerySchema } from '@/lib/contract/users';
import { findAccount } from '@/lib/server/accounts/accounts';
import { json } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { listApprovals } from '@/lib/server/sign-in-as/approvals';
import { askApproval } from '@/lib/server/sign-in-as/ask-approval';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.auto_login', async ({ request, actor }) => {
    return json(await listApprovals(actor, readQuery(request, listApprovalsQuerySchema)));
  }),

  POST: withStaff('users.auto_login', async ({ request, actor }) => {
    const account = await findAccount(
      actor,
      'remotepc',
      readQuery(request, userAccountQuerySchema).account,
    );
    const input = await readJson(request, askApprovalInputSchema);
    return json(await askApproval(actor, account, input), { status: 201 });
  }),
});
