import { json, noContent } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { revokeSessions } from '@/lib/staff/change-staff';
import { listSessions } from '@/lib/staff/list-sessions';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('staff.read', async ({ params, actor }) =>
    json({ items: await listSessions(actor, params.id ?? '') }),
  ),

  DELETE: withStaff('staff.write', async ({ params, actor }) => {
    await revokeSessions(actor, params.id ?? '');
    return noContent();
  }),
});
