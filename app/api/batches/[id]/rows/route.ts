import { json } from '@/lib/server/http/json';
import { readQuery } from '@/lib/server/http/read-query';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { listBatchRows } from '@/lib/server/invitations/list-batch-rows';
import { listBatchRowsQuerySchema } from '@/lib/contract/invitations';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ request, params }) => {
    const query = readQuery(request, listBatchRowsQuerySchema);
    return json(await listBatchRows(params.id ?? '', query));
  }),
});
