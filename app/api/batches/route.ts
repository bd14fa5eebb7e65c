import {
  batchAccountQuerySchema,
  createBatchInputSchema,
  listBatchesQuerySchema,
} from '@/lib/contract/invitations';
import { findAccount, findAccounts } from '@/lib/server/accounts/accounts';
import { json } from '@/lib/server/http/answers';
import { idempotent } from '@/lib/server/http/idempotent';
import { MAX_BATCH_BODY_BYTES, readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { createBatch } from '@/lib/server/invitations/create-batch';
import { listBatches } from '@/lib/server/invitations/list-batches';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('batches.read', async ({ request, actor }) => {
    const { account, ...page } = readQuery(request, listBatchesQuerySchema);
    const accounts = await findAccounts(actor, 'remotepc', account);
    return json(
      await listBatches(
        accounts.map(({ id }) => id),
        page,
      ),
    );
  }),

  POST: withStaff('batches.write', async ({ request, actor }) => {
    const { account } = readQuery(request, batchAccountQuerySchema);
    const input = await readJson(request, createBatchInputSchema, {
      maxBytes: MAX_BATCH_BODY_BYTES,
    });
    const { id: accountId } = await findAccount(actor, 'remotepc', account);
    const call = { request, actor, route: 'POST /api/batches', input: { accountId, ...input } };
    return idempotent(call, async () => {
      return json(await createBatch(actor, accountId, input), { status: 202 });
    });
  }),
});
