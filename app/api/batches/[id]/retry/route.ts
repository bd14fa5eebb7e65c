import { idempotent } from '@/lib/api/idempotent';
import { json } from '@/lib/api/json';
import { readOptionalJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { retryBatch } from '@/lib/invitations/retry-batch';
import { retryBatchInputSchema } from '@/lib/schemas/invitations';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ request, params, actor }) => {
    const id = params.id ?? '';
    const input = await readOptionalJson(request, retryBatchInputSchema);
    const call = { request, actor, route: 'POST /api/batches/retry', input: { id, ...input } };
    return idempotent(call, async () => json(await retryBatch(actor, id, input), { status: 202 }));
  }),
});
