import { findAccount } from '@/lib/accounts/find-account';
import { idempotent } from '@/lib/api/idempotent';
import { json } from '@/lib/api/json';
import { MAX_BATCH_BODY_BYTES } from '@/lib/api/read-body';
import { readJson } from '@/lib/api/read-json';
import { readQuery } from '@/lib/api/read-query';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { createBatch } from '@/lib/invitations/create-batch';
import { listBatches } from '@/lib/invitations/list-batches';
import {
  batchAccountQuerySchema,
  createBatchInputSchema,
  listBatchesQuerySchema,
} from '@/lib/schemas/invitations';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ request }) => {
    const { account, ...page } = readQuery(request, listBatchesQuerySchema);
    return json(await listBatches(findAccount('remotepc', account).id, page));
  }),

  POST: withStaff('batches.write', async ({ request, actor }) => {
    const { account } = readQuery(request, batchAccountQuerySchema);
    const input = await readJson(request, createBatchInputSchema, {
      maxBytes: MAX_BATCH_BODY_BYTES,
    });
    const { id: accountId } = findAccount('remotepc', account);
    const call = { request, actor, route: 'POST /api/batches', input: { accountId, ...input } };
    return idempotent(call, async () => {
      return json(await createBatch(actor, accountId, input), { status: 202 });
    });
  }),
});
