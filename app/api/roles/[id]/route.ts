import { changeRoleInputSchema } from '@/lib/contract/roles';
import { noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-body';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeRole, deleteRole } from '@/lib/server/staff/custom-roles';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('staff.write', async ({ request, params, actor }) => {
    await changeRole(actor, params.id ?? '', await readJson(request, changeRoleInputSchema));
    return noContent();
  }),

  DELETE: withStaff('staff.write', async ({ params, actor }) => {
    await deleteRole(actor, params.id ?? '');
    return noContent();
  }),
});
