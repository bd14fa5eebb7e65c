import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { withdrawApproval } from '@/lib/server/sign-in-as/decide-approval';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('users.auto_login', async ({ params, actor }) =>
    json(await withdrawApproval(actor, params.id ?? '')),
  ),
});
