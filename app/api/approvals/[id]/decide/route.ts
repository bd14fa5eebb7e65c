import { decideApprovalInputSchema } from '@/lib/contract/approvals';
import { decideChange, isChangeId } from '@/lib/server/changes/decide-change';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { decideApproval } from '@/lib/server/sign-in-as/decide-approval';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('approvals.decide', async ({ request, params, actor }) => {
    const input = await readJson(request, decideApprovalInputSchema);
    const id = params.id ?? '';
    const decide = isChangeId(id) ? decideChange : decideApproval;
    return json(await decide(actor, id, input));
  }),
});
