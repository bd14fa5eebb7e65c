import { idempotent } from '@/lib/server/http/idempotent';
import { json } from '@/lib/server/http/json';
import { readOptionalJson } from '@/lib/server/http/read-json';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';
import { retryBatch } from '@/lib/server/invitations/retry-batch';
import { retryBatchInputSchema } from '@/lib/contract/invitations';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ request, params, actor }) => {
    const id = params.id ?? '';
    const input = await readOptionalJson(request, retryBatchInputSchema);
    const call = { request, actor, route: 'POST /api/batches/retry', input: { id, ...input } };
    return idempotent(call, async () => json(await retryBatch(actor, id, input), { status: 202 }));
  }),
});
