import { noContent } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { closeConnection } from '@/lib/devices/close-connection';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('connections.write', async ({ params, actor }) => {
    await closeConnection(actor, params.id ?? '');
    return noContent();
  }),
});
