import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';
import { findBatchMark } from '@/lib/server/overview/acknowledgements';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ params, actor }) =>
    json({ acknowledgement: await findBatchMark(actor, params.id ?? '') }),
  ),
});
