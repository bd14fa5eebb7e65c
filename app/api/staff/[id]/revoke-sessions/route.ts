import { noContent } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { revokeSessions } from '@/lib/staff/change-staff';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('staff.write', async ({ params, actor }) => {
    await revokeSessions(actor, params.id ?? '');
    return noContent();
  }),
});
