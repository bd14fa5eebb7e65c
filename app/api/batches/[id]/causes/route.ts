import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { listCauses } from '@/lib/server/invitations/list-batches';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ params, actor }) =>
    json(await listCauses(actor, params.id ?? '')),
  ),
});
