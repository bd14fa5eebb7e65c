import { retryBatchInputSchema } from '@/lib/contract/invitations';
import { json } from '@/lib/server/http/answers';
import { idempotent } from '@/lib/server/http/idempotent';
import { readOptionalJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { retryBatch } from '@/lib/server/invitations/retry-batch';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('batches.write', async ({ request, params, actor }) => {
    const id = params.id ?? '';
    const input = await readOptionalJson(request, retryBatchInputSchema);
    const call = { request, actor, route: 'POST /api/batches/retry', input: { id, ...input } };
    return idempotent(call, async () => json(await retryBatch(actor, id, input), { status: 202 }));
  }),
});
