import { json } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { inviteStaffInputSchema } from '@/lib/schemas/staff';
import { inviteStaff } from '@/lib/staff/invite-staff';
import { listStaff } from '@/lib/staff/list-staff';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('staff.read', async () => json({ items: await listStaff() })),

  POST: withStaff('staff.write', async ({ request, actor }) => {
    const input = await readJson(request, inviteStaffInputSchema);
    const { id, url, expiresAt } = await inviteStaff(actor, input);
    return json({ id, setUpUrl: url, expiresAt: expiresAt.toISOString() }, { status: 201 });
  }),
});
