import { closeConnection } from '@/lib/server/devices/close-connection';
import { noContent } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  DELETE: withStaff('connections.write', async ({ params, actor }) => {
    await closeConnection(actor, params.id ?? '');
    return noContent();
  }),
});
