import { json } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { cancelBatch } from '@/lib/invitations/cancel-batch';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ params, actor }) =>
    json(await cancelBatch(actor, params.id ?? ''), { status: 202 }),
  ),
});
