import { json } from '@/lib/api/json';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { listBatchRows } from '@/lib/invitations/list-batch-rows';
import { listBatchRowsQuerySchema } from '@/lib/schemas/invitations';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ request, params }) => {
    const query = readQuery(request, listBatchRowsQuerySchema);
    return json(await listBatchRows(params.id ?? '', query));
  }),
});
