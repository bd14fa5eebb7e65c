import { json } from '@/lib/server/http/answers';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { findBatch } from '@/lib/server/invitations/find-batch';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ params }) => json(await findBatch(params.id ?? ''))),
});
