import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { findBatch } from '@/lib/server/invitations/find-batch';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ params, actor }) =>
    json(await findBatch(actor, params.id ?? '')),
  ),
});
