import { listActivityQuerySchema } from '@/lib/contract/audit';
import { listActions, listEvents } from '@/lib/server/audit/list-events';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('activity.read', async ({ request, actor }) => {
    const query = readQuery(request, listActivityQuerySchema);
    return json(await (query.fold ? listActions : listEvents)(actor, query));
  }),
});
