import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { cancelBatch } from '@/lib/server/invitations/cancel-batch';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ params, actor }) =>
    json(await cancelBatch(actor, params.id ?? ''), { status: 202 }),
  ),
});
