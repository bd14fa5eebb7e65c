import { json } from '@/lib/server/http/json';
import { readQuery } from '@/lib/server/http/read-query';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { listEvents } from '@/lib/server/audit/list-events';
import { listActivityQuerySchema } from '@/lib/contract/audit';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('activity.read', async ({ request }) => {
    return json(await listEvents(readQuery(request, listActivityQuerySchema)));
  }),
});
