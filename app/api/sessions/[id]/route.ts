import { noContent } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { endOwnSession } from '@/lib/staff/end-sessions';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('users.read', async ({ params, actor }) => {
    await endOwnSession(actor, params.id ?? '');
    return noContent();
  }),
});
