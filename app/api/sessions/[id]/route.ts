import { noContent } from '@/lib/server/http/answers';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { endOwnSession } from '@/lib/server/staff/end-sessions';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('users.read', async ({ params, actor }) => {
    await endOwnSession(actor, params.id ?? '');
    return noContent();
  }),
});
