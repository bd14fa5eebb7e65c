import { addRoleInputSchema } from '@/lib/contract/roles';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-body';
import { resource, withStaff } from '@/lib/server/http/route';
import { addRole, listRoles } from '@/lib/server/staff/custom-roles';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('staff.read', async ({ actor }) => json({ items: await listRoles(actor) })),

  POST: withStaff('staff.write', async ({ request, actor }) =>
    json(await addRole(actor, await readJson(request, addRoleInputSchema)), { status: 201 }),
  ),
});
