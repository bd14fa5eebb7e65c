import { isChangeId, withdrawChange } from '@/lib/server/changes/decide-change';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { withdrawApproval } from '@/lib/server/sign-in-as/decide-approval';

/** Only one's own, so it needs no permission beyond being on the team. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('profile.write', async ({ params, actor }) => {
    const id = params.id ?? '';
    return json(await (isChangeId(id) ? withdrawChange : withdrawApproval)(actor, id));
  }),
});
