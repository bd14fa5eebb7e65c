import { changeRoleInputSchema } from '@/lib/contract/roles';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json, noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { changeRole, deleteRole } from '@/lib/server/staff/custom-roles';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  PATCH: withStaff('staff.write', async ({ request, params, actor }) => {
    const id = params.id ?? '';
    const change = await readJson(request, changeRoleInputSchema);
    const waits = await askFirst(actor, { kind: 'role_change', id, change });
    if (waits) return json(waits, { status: 202 });
    await changeRole(actor, id, change);
    return noContent();
  }),

  DELETE: withStaff('staff.write', async ({ params, actor }) => {
    const id = params.id ?? '';
    const waits = await askFirst(actor, { kind: 'role_delete', id });
    if (waits) return json(waits, { status: 202 });
    await deleteRole(actor, id);
    return noContent();
  }),
});
