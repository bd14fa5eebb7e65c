import { noContent } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { endSessionOf } from '@/lib/staff/end-sessions';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('staff.write', async ({ params, actor }) => {
    await endSessionOf(actor, params.id ?? '', params.sessionId ?? '');
    return noContent();
  }),
});
