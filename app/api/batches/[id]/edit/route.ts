import { json } from '@/lib/api/json';
import { readOptionalJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { editBatch } from '@/lib/invitations/edit-batch';
import { editBatchInputSchema } from '@/lib/schemas/invitations';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ request, params, actor }) => {
    const input = await readOptionalJson(request, editBatchInputSchema);
    return json(await editBatch(actor, params.id ?? '', input));
  }),
});
