import { addRoleInputSchema } from '@/lib/contract/roles';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { addRole, listRoles } from '@/lib/server/staff/custom-roles';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('staff.read', async ({ actor }) => json({ items: await listRoles(actor) })),

  POST: withStaff('staff.write', async ({ request, actor }) => {
    const input = await readJson(request, addRoleInputSchema);
    const waits = await askFirst(actor, { kind: 'role_add', input });
    return waits
      ? json(waits, { status: 202 })
      : json(await addRole(actor, input), { status: 201 });
  }),
});
