import { editBatchInputSchema } from '@/lib/contract/invitations';
import { json } from '@/lib/server/http/answers';
import { readOptionalJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { editBatch } from '@/lib/server/invitations/edit-batch';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ request, params, actor }) => {
    const input = await readOptionalJson(request, editBatchInputSchema);
    return json(await editBatch(actor, params.id ?? '', input));
  }),
});
