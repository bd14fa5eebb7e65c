import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { revokeSessions } from '@/lib/server/staff/change-staff';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('staff.write', async ({ params, actor }) => {
    await revokeSessions(actor, params.id ?? '');
    return noContent();
  }),
});
