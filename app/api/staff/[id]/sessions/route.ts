import { json, noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { revokeSessions } from '@/lib/server/staff/change-staff';
import { listSessions } from '@/lib/server/staff/list-staff';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('staff.read', async ({ params, actor }) =>
    json({ items: await listSessions(actor, params.id ?? '') }),
  ),

  DELETE: withStaff('staff.write', async ({ params, actor }) => {
    await revokeSessions(actor, params.id ?? '');
    return noContent();
  }),
});
