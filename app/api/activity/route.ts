import { json } from '@/lib/api/json';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { listEvents } from '@/lib/audit/list-events';
import { listActivityQuerySchema } from '@/lib/schemas/audit';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('activity.read', async ({ request }) => {
    return json(await listEvents(readQuery(request, listActivityQuerySchema)));
  }),
});
