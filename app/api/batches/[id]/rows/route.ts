import { listBatchRowsQuerySchema } from '@/lib/contract/invitations';
import { json } from '@/lib/server/http/answers';
import { readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { listBatchRows } from '@/lib/server/invitations/list-batches';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ request, params, actor }) => {
    const query = readQuery(request, listBatchRowsQuerySchema);
    return json(await listBatchRows(actor, params.id ?? '', query));
  }),
});
