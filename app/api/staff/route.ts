import { inviteStaffInputSchema } from '@/lib/contract/staff';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { inviteStaff } from '@/lib/server/staff/invite-staff';
import { listStaff } from '@/lib/server/staff/list-staff';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('staff.read', async ({ actor }) => json({ items: await listStaff(actor) })),

  POST: withStaff('staff.write', async ({ request, actor }) => {
    const input = await readJson(request, inviteStaffInputSchema);
    const waits = await askFirst(actor, { kind: 'staff_invite', input });
    if (waits) return json(waits, { status: 202 });
    const { id, url, expiresAt } = await inviteStaff(actor, input);
    return json({ id, setUpUrl: url, expiresAt: expiresAt.toISOString() }, { status: 201 });
  }),
});
