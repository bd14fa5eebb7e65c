import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { endApproval } from '@/lib/server/sign-in-as/decide-approval';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('approvals.decide', async ({ params, actor }) =>
    json(await endApproval(actor, params.id ?? '')),
  ),
});
