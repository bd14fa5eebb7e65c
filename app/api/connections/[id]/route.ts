import { closeConnection } from '@/lib/server/devices/close-connection';
import { noContent } from '@/lib/server/http/answers';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('connections.write', async ({ params, actor }) => {
    await closeConnection(actor, params.id ?? '');
    return noContent();
  }),
});
